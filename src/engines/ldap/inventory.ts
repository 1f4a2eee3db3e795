import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { found } from './access.ts';
import { isContainer, kindOf } from './names.ts';
import { type Answer, CODE, type Entry, readAnswer } from './protocol.ts';
import { type LdapChannel, MOST_CHILDREN, MOST_COUNTED } from './requests.ts';
import { readRoot } from './root.ts';

/** Containers that are looked into. */
const MOST_CONTAINERS = 30;

/** What lies at the top of the directory: its containers, and beside them entries by the kind of their name. */
export async function takeInventory(
  channel: LdapChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const question = settings['tlsDemanded'] === true ? 'root-again' : 'root';
  const root = readRoot(readAnswer(await channel.ask(question)).entries[0]);
  const collections: Collection[] = [];
  const notes: string[] = [];
  const exchanges: number[] = [];
  const hashes: number[] = [];
  for (const base of root?.contexts ?? []) {
    const children = readAnswer(await channel.ask('children', { base }));
    exchanges.push(children.exchange);
    const { containers, others } = sortChildren(children);
    if (children.code === CODE.sizeLimit)
      notes.push(`${base}: ${MOST_CHILDREN} entries at its top were looked at; there are more`);
    for (const container of containers.slice(0, MOST_CONTAINERS)) {
      const part = await lookInto(channel, container, context);
      collections.push(part.collection);
      exchanges.push(part.exchange);
      if (part.collection.fields.some(({ name }) => PASSWORDS.has(name))) hashes.push(part.exchange);
      if (part.atLeast) notes.push(`${container.name}: more than are counted, ${part.collection.records} at least`);
    }
    for (const [name, records] of others) collections.push(collectionOf(name, records, []));
  }
  const around = await lookAround(channel, settings['monitorShown'] === true ? (root?.monitor ?? null) : null);
  const shown = collections.slice(0, context.limits.collections);
  const more = collections.length - shown.length;
  return {
    collections: shown,
    omitted: more > 0 ? { collections: more, reason: `${context.limits.collections} are listed` } : null,
    egress: [...around.clients, ...(root?.others ?? []).map(otherServer)],
    signs: lookForNames(shown),
    settings: {
      passwordsShown: hashes.length > 0,
      entries: around.entries,
    },
    proofs: proofsOf({ mappings: exchanges.slice(0, 3), passwords: hashes.slice(0, 3), ...around.proofs }),
    notes:
      around.entries === null ? notes : [...notes, `${around.entries} entries in all, by the server’s own statistics`],
  };
}

/** Attributes in which hashes of passwords lie, whichever server. */
const PASSWORDS = new Set([
  'userpassword',
  'unicodepwd',
  'sambantpassword',
  'sambalmpassword',
  'krbprincipalkey',
  'authpassword',
]);

interface Container {
  readonly name: string;
  /** By the server’s own count; of one level alone, as those that keep it do. */
  readonly kept: number | null;
}

function sortChildren({ entries }: Answer): { containers: readonly Container[]; others: ReadonlyMap<string, number> } {
  const containers: Container[] = [];
  const others = new Map<string, number>();
  for (const { name, attributes } of entries) {
    const kept = numberIn(attributes.get('numsubordinates')?.[0]);
    const holds = attributes.get('hassubordinates')?.[0] === 'TRUE' || (kept ?? 0) > 0;
    if (isContainer(name, holds)) containers.push({ name, kept });
    else others.set(kindOf(name), (others.get(kindOf(name)) ?? 0) + 1);
  }
  return { containers, others };
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

interface Looked {
  readonly collection: Collection;
  readonly exchange: number;
  readonly atLeast: boolean;
}

async function lookInto(
  channel: LdapChannel,
  { name, kept }: Container,
  { limits, sample }: ProbeContext,
): Promise<Looked> {
  const kinds = readAnswer(await channel.ask('kinds', { base: name }));
  const below = kinds.entries.filter((entry) => !isSame(entry.name, name));
  const fields = fieldsOf(below).slice(0, limits.fieldsPerCollection);
  if (sample !== null) await sampleEntries(channel, name, sample);
  if (kept !== null) return { collection: collectionOf(name, kept, fields), exchange: kinds.exchange, atLeast: false };
  const count = readAnswer(await channel.ask('count', { base: name }));
  const many = found(count) ? count.entries.filter((entry) => !isSame(entry.name, name)).length : null;
  const atLeast = count.code !== CODE.success && (many ?? 0) >= Math.min(MOST_COUNTED, 100);
  return { collection: collectionOf(name, many, fields), exchange: kinds.exchange, atLeast };
}

function isSame(left: string, right: string): boolean {
  return left.replaceAll(/,\s+/g, ',').toLowerCase() === right.replaceAll(/,\s+/g, ',').toLowerCase();
}

/** The other names that attributes have in the standards, where the short one is another word elsewhere. */
const LONG = new Map([
  ['uid', 'userid'],
  ['sn', 'surname'],
  ['cn', 'commonname'],
  ['c', 'countryname'],
  ['l', 'localityname'],
]);

function fieldsOf(entries: readonly Entry[]): Field[] {
  const names = new Set(
    entries.flatMap(({ attributes }) => [...attributes.keys()].map((name) => name.split(';', 1)[0] ?? name)),
  );
  names.delete('objectclass');
  return [...names].sort(byText).map((name) => ({ name: LONG.get(name) ?? name, type: 'attribute', countAs: null }));
}

function collectionOf(name: string, records: number | null, fields: readonly Field[]): Collection {
  return plainCollection({ name, kind: 'entries', records, fields });
}

async function sampleEntries(
  channel: LdapChannel,
  base: string,
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  const answer = readAnswer(await channel.ask('sample', { base }));
  for (const { attributes } of answer.entries.slice(0, records)) {
    for (const [field, values] of attributes) for (const value of values.slice(0, 5)) sink.see(base, field, value);
  }
}

interface Around {
  readonly entries: number | null;
  readonly clients: readonly Egress[];
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

/** OpenLDAP’s statistics, where they are readable: a directory of their own. */
async function lookAround(channel: LdapChannel, monitor: string | null): Promise<Around> {
  const told =
    monitor === null ? null : readAnswer(await channel.ask('databases', { base: `cn=Databases,${monitor}` }));
  if (told === null || !found(told)) return { entries: null, clients: [], proofs: {} };
  const counts = told.entries.flatMap(({ attributes }) => numberIn(attributes.get('olmmdbentries')?.[0]) ?? []);
  const clients = readAnswer(await channel.ask('clients', { base: `cn=Connections,${monitor}` }));
  return {
    entries: counts.length === 0 ? null : counts.reduce((sum, one) => sum + one, 0),
    clients: clientsIn(clients.entries),
    proofs: { statistics: [told.exchange], clients: found(clients) ? [clients.exchange] : [] },
  };
}

/** `IP=192.0.2.1:52142`, by their networks. The one whose question is being answered is this audit. */
export function clientsIn(entries: readonly Entry[]): Egress[] {
  const others = entries.filter(({ attributes }) => attributes.get('monitorconnectionopsexecuting')?.[0] === '0');
  const hosts = new Set(
    others.flatMap(({ attributes }) => {
      const address = attributes.get('monitorconnectionpeeraddress')?.[0] ?? '';
      return hostOf(/^IP=(.+)$/.exec(address)?.[1] ?? '') ?? [];
    }),
  );
  return [...hosts].sort(byText).flatMap((host): Egress[] => {
    const network = networkOf(host);
    return network === null ? [] : [{ kind: 'client', name: network, location: network, host }];
  });
}

function otherServer(place: string): Egress {
  const bare = place.slice(0, 300).replace(/[?#].*$/, '');
  return { kind: 'replica', name: 'other server', location: bare, host: hostOf(bare) };
}
