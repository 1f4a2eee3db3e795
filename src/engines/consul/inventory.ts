import { drawersOf, keysAsCollection } from '../../families/keys/drawers.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { at, list, text } from '../../wire/json.ts';
import { keysOf, readAnswer } from './answers.ts';
import type { ConsulChannel } from './requests.ts';
import { sampleValues } from './sampling.ts';

/** Of so many names at the top the keys below are listed. */
const MOST_PREFIXES = 60;
const MOST_KEYS = 20_000;
const MOST_NODES = 200;

/** What the keys are, by what they begin with; no value is read. */
export async function takeInventory(
  channel: ConsulChannel,
  _access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const top = readAnswer(await channel.ask('keys'));
  const names = keysOf(top) ?? [];
  const folders = names.filter((name) => name.endsWith('/'));
  const keys = names.filter((name) => !name.endsWith('/'));
  const notes: string[] = [];
  const exchanges = [top.exchange];
  for (const folder of folders.slice(0, MOST_PREFIXES)) {
    const answer = readAnswer(await channel.ask('keys-below', { prefix: folder.slice(0, -1) }));
    const below = keysOf(answer);
    if (below === null) notes.push(`keys below ${escapeText(folder, 80)} were not counted: ${answer.said}`);
    // A key that ends with a slash is a folder that somebody made, and has no value.
    for (const key of (below ?? []).filter((key) => !key.endsWith('/')).slice(0, MOST_KEYS - keys.length))
      keys.push(key);
    exchanges.push(answer.exchange);
    if (answer.meaning === 'busy' || keys.length >= MOST_KEYS) break;
  }
  if (keys.length >= MOST_KEYS) notes.push(`no more than ${MOST_KEYS} keys were looked at`);
  if (folders.length > MOST_PREFIXES)
    notes.push(`${folders.length - MOST_PREFIXES} more names at the top were not looked into`);
  const drawers = drawersOf(keys);
  const kept = drawers.slice(0, context.limits.collections);
  const collections = kept.map(({ pattern, count }) =>
    keysAsCollection(pattern, { kind: 'keys', type: 'string', records: count }),
  );
  if (context.sample !== null) await sampleValues(channel, kept, context.sample);
  const nodes = readAnswer(await channel.ask('nodes'));
  const members = list(nodes.json).slice(0, MOST_NODES).flatMap(memberOf);
  const more = drawers.length - kept.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `${context.limits.collections} prefixes are listed` } : null,
    egress: members,
    signs: lookForNames(collections),
    settings: { vaultStorage: folders.includes('vault/') },
    proofs: {
      keys: exchanges.slice(0, 3),
      ...(members.length > 0 ? { members: [nodes.exchange] } : {}),
    },
    notes,
  };
}

function memberOf(node: Parameters<typeof at>[0]): Egress[] {
  const [name, place] = [text(at(node, 'Node')), text(at(node, 'Address'))];
  if (name === null || place === null) return [];
  return [{ kind: 'member', name: escapeText(name, 80), location: escapeText(place, 120), host: hostOf(place) }];
}
