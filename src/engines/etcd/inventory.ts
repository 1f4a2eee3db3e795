import { type Drawer, drawersOf, keysAsCollection } from '../../families/keys/drawers.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { readAnswer, readDirectory, readMembers, readRange } from './answers.ts';
import { type EtcdChannel, hexOf } from './requests.ts';
import { sampleValues } from './sampling.ts';
import { gatewayOf } from './versions.ts';
import { behind, prefixOf, walk } from './walk.ts';

const SECRETS = '/registry/secrets/';
/** `/registry/pods/`, `/registry/apiextensions.k8s.io/` */
const KIND = /^\/registry\/[a-z][a-z0-9.-]{0,80}\/$/;

/** What the keys are, by what they begin with: the names that their builder gave, and not those that stand for persons. */
export async function takeInventory(
  channel: EtcdChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const v3 = settings['v3'] === 'open' ? await inventoryOfV3(channel, context) : NOTHING;
  const v2 = settings['v2'] === 'open' ? await inventoryOfV2(channel, settings['v3'] === 'open') : NOTHING;
  const found = [...v3.collections, ...v2.collections];
  const collections = found.slice(0, context.limits.collections);
  const more = found.length - collections.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `${context.limits.collections} prefixes are listed` } : null,
    egress: v3.egress.length > 0 ? v3.egress : v2.egress,
    signs: lookForNames(collections),
    settings: { kubernetesSecrets: v3.secrets },
    proofs: Object.fromEntries(
      Object.entries({ ...v2.proofs, ...v3.proofs }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: [...v3.notes, ...v2.notes],
  };
}

interface Part {
  readonly collections: readonly Collection[];
  readonly egress: readonly Egress[];
  /** Kubernetes’ secrets, where there are any. */
  readonly secrets: number | null;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
}

const NOTHING: Part = { collections: [], egress: [], secrets: null, proofs: {}, notes: [] };

async function inventoryOfV3(channel: EtcdChannel, { claim, sample }: ProbeContext): Promise<Part> {
  const gateway = gatewayOf(claim.version) ?? 'v3';
  const { keys, unseen, estimated, exchanges } = await walk(channel, gateway);
  const drawers = drawersIn(keys);
  const collections = drawers.map((drawer) =>
    keysAsCollection(drawer.pattern, { kind: 'keys', type: 'string', records: drawer.count }),
  );
  if (unseen > 0) collections.push(keysAsCollection('*', { kind: 'keys', type: 'string', records: unseen }));
  if (sample !== null) await sampleValues(channel, gateway, drawers, sample);
  const secrets = [...keys.keys()].some((key) => key.startsWith(SECRETS)) ? await countSecrets(channel, gateway) : null;
  const members = readAnswer(await channel.ask('members', { gateway }));
  return {
    collections,
    egress: egressOf(members.json),
    secrets: secrets?.count ?? null,
    proofs: {
      keys: exchanges.slice(0, 2),
      members: members.meaning === 'open' ? [members.exchange] : [],
      secrets: secrets === null ? [] : [secrets.exchange],
    },
    notes: [
      ...(estimated
        ? ['prefixes with many keys were counted and listed in part: counts below them are estimates']
        : []),
      ...(unseen > 0 ? [`${unseen} keys that were not looked at`] : []),
    ],
  };
}

/** Kinds of Kubernetes objects are many, and each is its builder’s word: they are counted one by one. */
function drawersIn(keys: ReadonlyMap<string, number>): Drawer[] {
  const groups = Map.groupBy(keys.keys(), (key) => (KIND.test(prefixOf(key)) ? prefixOf(key) : ''));
  const standsFor = (key: string): number => keys.get(key) ?? 1;
  return [...groups].flatMap(([prefix, group]) =>
    prefix === ''
      ? drawersOf(group, standsFor)
      : [
          {
            pattern: `${prefix}*`,
            count: group.reduce((sum, key) => sum + standsFor(key), 0),
            examples: group.slice(0, 2),
          },
        ],
  );
}

async function countSecrets(
  channel: EtcdChannel,
  gateway: string,
): Promise<{ count: number; exchange: number } | null> {
  const answer = readAnswer(
    await channel.ask('count-range', { gateway, from: hexOf(SECRETS), to: hexOf(behind(SECRETS)) }),
  );
  const range = readRange(answer);
  return range === null ? null : { count: range.count, exchange: answer.exchange };
}

/** Only the top: v2 counts nothing, and would send values with every further name. */
async function inventoryOfV2(channel: EtcdChannel, both: boolean): Promise<Part> {
  const reply = await channel.ask('v2-keys');
  const names = readDirectory(reply)?.names ?? [];
  const collections = drawersOf(names.map((name) => name.replace(/\/$/, ''))).map(({ pattern }) =>
    keysAsCollection(both ? `v2:/${pattern}` : `/${pattern}`, { kind: 'v2 keys', type: 'string', records: null }),
  );
  const members = readAnswer(await channel.ask('v2-members'));
  return {
    ...NOTHING,
    collections,
    egress: egressOf(members.json),
    proofs: { keys: [reply.exchange], members: members.meaning === 'open' ? [members.exchange] : [] },
    notes: ['v2 keeps no counts: its directories are named, and what lies in them was not counted'],
  };
}

/** Where the members of the cluster are, the one that was asked among them. */
function egressOf(json: Parameters<typeof readMembers>[0]): Egress[] {
  return readMembers(json).flatMap(({ name, addresses }) => {
    const [place] = addresses;
    return place === undefined
      ? []
      : [{ kind: 'member' as const, name, location: withoutUser(place), host: hostOf(place) }];
  });
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1').replace(/[?#].*$/, '');
}
