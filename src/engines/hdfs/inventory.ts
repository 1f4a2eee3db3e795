import { plainCollection } from '../../families/facts/collections.ts';
import { lookForNames } from '../../families/notes/names.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts, Sign } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { count } from '../../wire/json.ts';
import { directoriesOf, listDirectory } from './access.ts';
import { readAnswer, readBean, readListing } from './answers.ts';
import type { HdfsChannel } from './requests.ts';

const MOST_LISTED = 120;
const DEEPEST = 4;
const MOST_NODES = 1_000;
/** Partitions of a table (`country=DE`) are alike: so many are gone into. */
const MOST_PARTITIONS = 6;

/** Directories that hold files are collections; their files are counted by the listings, and never by a walk of the server's. */
export async function hdfsInventory(
  channel: HdfsChannel,
  _access: AccessFacts,
  { limits, tokens }: ProbeContext,
): Promise<InventoryFacts> {
  const walked = await walk(channel, tokens.control);
  const all = [...walked.found.values()].sort((one, other) => byText(one.name, other.name));
  const collections = all.slice(0, limits.collections).map((found) => collectionOf(found, limits.fieldsPerCollection));
  const numbers = readAnswer(await channel.ask('numbers'));
  const nodes = readAnswer(await channel.ask('nodes'));
  const signs = signsIn(collections);
  const more = all.length - collections.length;
  return {
    collections,
    omitted: more > 0 ? { collections: more, reason: `only ${limits.collections} directories are listed` } : null,
    egress: readNodes(readBean(nodes.json, 'NameNodeInfo', 'LiveNodes')),
    signs,
    settings: {
      filesAndDirectories: count(readBean(numbers.json, 'FSNamesystem', 'FilesTotal')),
      directoriesListed: walked.listed,
      directoriesClosed: walked.closed,
    },
    proofs: {
      directories: walked.exchanges.slice(0, 2),
      ...(nodes.meaning === 'open' ? { members: [nodes.exchange] } : {}),
      ...(signs.length > 0 ? { 'ransom-note': walked.exchanges.slice(0, 1), wiper: walked.exchanges.slice(0, 1) } : {}),
    },
    notes: [
      ...(walked.whole ? [] : ['not every directory was listed: files of others are not counted']),
      ...(walked.closed > 0
        ? [`${walked.closed} directories are closed to a user of a random name; by the superuser’s name they are not`]
        : []),
    ],
  };
}

interface Directory {
  readonly name: string;
  files: number;
  bytes: number;
  readonly partitions: readonly string[];
}

interface Walked {
  readonly found: ReadonlyMap<string, Directory>;
  readonly listed: number;
  readonly closed: number;
  readonly whole: boolean;
  readonly exchanges: readonly number[];
}

/** Level by level, each directory once. */
async function walk(channel: HdfsChannel, user: string): Promise<Walked> {
  const found = new Map<string, Directory>();
  const exchanges: number[] = [];
  let [listed, closed, whole] = [0, 0, true];
  let level: readonly (readonly string[])[] = [[]];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    const next: string[][] = [];
    for (const path of level) {
      if (listed >= MOST_LISTED) return { found, listed, closed, whole: false, exchanges };
      const answer = await listDirectory(channel, path, user);
      const listing = readListing(answer.json);
      listed += 1;
      exchanges.push(answer.exchange);
      if (answer.meaning === 'refused') closed += 1;
      if (listing === null) continue;
      const files = listing.entries.filter(({ directory, name }) => !directory && !/^[._]/.test(name));
      if (files.length > 0)
        keep(
          found,
          path,
          files.length,
          files.reduce((sum, { bytes }) => sum + bytes, 0),
        );
      const below = directoriesOf(listing);
      const partitions = below.filter(({ name }) => name.includes('=')).slice(0, MOST_PARTITIONS);
      const gone = [...below.filter(({ name }) => !name.includes('=')), ...partitions];
      if (listing.remaining > 0 || gone.length < below.length || (depth === DEEPEST && below.length > 0)) whole = false;
      next.push(...gone.map(({ name }) => [...path, name]));
    }
    level = depth === DEEPEST ? [] : next;
  }
  return { found, listed, closed, whole, exchanges };
}

function keep(found: Map<string, Directory>, path: readonly string[], files: number, bytes: number): void {
  const partitions = path.filter((step) => step.includes('=')).map((step) => step.slice(0, step.indexOf('=')));
  const name = `/${path.filter((step) => !step.includes('=')).join('/')}`;
  const known = found.get(name) ?? { name, files: 0, bytes: 0, partitions };
  known.files += files;
  known.bytes += bytes;
  found.set(name, known);
}

/** What the usual programs keep for themselves. */
const SYSTEM =
  /^\/(?:tmp|system|app-logs|mr-history|ats|spark-history|hbase\/(?:WALs|oldWALs|MasterData|archive|data\/hbase))(?:\/|$)/;

function collectionOf({ name, files, bytes, partitions }: Directory, most: number): Collection {
  return plainCollection({
    name,
    kind: 'directory',
    records: files,
    bytes,
    system: SYSTEM.test(name),
    fields: partitions.map((partition): Field => ({ name: partition, type: 'partition', countAs: null })),
    most,
  });
}

/** A wiper of 2017 left one directory of this name, and nothing else. */
function signsIn(collections: readonly Collection[]): Sign[] {
  const wiped = collections.filter(({ name }) => name.includes('NODATA4U'));
  return [
    ...lookForNames(collections.map((collection) => ({ ...collection, name: collection.name.slice(1) }))),
    ...wiped.map(({ name }): Sign => ({ kind: 'wiper', certainty: 'confirmed', collection: name, because: ['name'] })),
  ];
}

/** One DataNode in the text that an attribute holds: its name, and among its facts, which hold no braces, where it is. */
const NODE = /"([^"\\]{1,253})":\{[^{}]{0,4000}?"xferaddr":"([^"\\]{1,100})"/g;

/** DataNodes with where they can be reached: `{"host:9866":{"xferaddr":"203.0.113.7:9866"}}`, as text within JSON. */
export function readNodes(told: Json | undefined): Egress[] {
  if (typeof told !== 'string') return [];
  return [...told.matchAll(NODE)]
    .slice(0, MOST_NODES)
    .map(([, name = '', location = '']): Egress => ({ kind: 'member', name, location, host: hostOf(location) }));
}
