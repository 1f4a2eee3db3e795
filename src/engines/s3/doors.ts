import type { Level } from '../../model/access.ts';
import type { HttpReply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, text } from '../../wire/json.ts';
import { isObject, readAnswer } from './answers.ts';
import { capabilitiesOf, proofsOf } from './facts.ts';
import { type Entry, readFolder, readTopology } from './filer.ts';
import { pathOf, type S3Channel } from './requests.ts';

/** The doors beside S3: SeaweedFS’s filer and master, which know none of its keys, and MinIO’s console. */

interface Found {
  readonly role: string;
  readonly product: string;
  readonly identity: Readonly<Record<string, string>>;
  readonly control: 'passed' | 'failed' | 'not-asked';
  readonly level: Level;
  /** Null: neither data nor a refusal was seen. */
  readonly settled: boolean;
  readonly refused: readonly number[];
  readonly lists: readonly number[];
  readonly reads: readonly number[];
  readonly banner: readonly number[];
  readonly controls: readonly number[];
  readonly said: string;
  readonly notes: readonly string[];
}

function factsOf(found: Found, { claim }: ProbeContext): AccessFacts {
  const { control, level, refused } = found;
  const unknown = control === 'failed' || !found.settled;
  return {
    service: { engine: 's3', version: claim.version, identity: found.identity, name: found.product },
    access: {
      proved: unknown ? 'unknown' : level,
      inferred: unknown ? 'unknown' : level,
      capabilities: capabilitiesOf(level, level),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : 'unknown',
      anonymous: null,
      filtered: level !== 'banner' && refused.length > 0,
      control,
      reason:
        control === 'failed' ? 'a page for everything: a name that cannot exist is there' : unknown ? found.said : null,
    },
    settings: { role: found.role, product: found.product },
    proofs: proofsOf({
      banner: found.banner,
      control: found.controls,
      'list-collections': found.lists,
      'count-records': found.reads,
      refusal: refused.slice(0, 3),
    }),
    notes: found.notes,
  };
}

/** Folders that are looked into for a file that can be read. */
const MOST_FOLDERS = 12;

/** The filer lists and reads by paths; below `/buckets` lies what S3 serves. */
export async function climbFiler(channel: S3Channel, context: ProbeContext): Promise<AccessFacts> {
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const top = await channel.ask('filer-0');
  const answer = readAnswer(top);
  const entries = readFolder(top);
  const read = entries === null || control.meaning === 'open' ? null : await readsOne(channel, entries);
  const refused = [control, answer].filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  return factsOf(
    {
      role: 'filer',
      product: 'SeaweedFS',
      identity: {},
      control: control.meaning === 'open' ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
      level: read !== null ? 'read' : entries === null ? 'banner' : 'metadata',
      settled: entries !== null || refused.length > 0,
      refused,
      lists: entries === null ? [] : [top.exchange],
      reads: read === null ? [] : [read],
      banner: [(await channel.ask('root')).exchange],
      controls: [control.exchange],
      said: `its folders were not listed: ${answer.said}`,
      notes: entries === null ? [] : ['whether files can be written here is not told, and was not tried'],
    },
    context,
  );
}

/** The exchange in which a file could be read, the first that is found. */
async function readsOne(channel: S3Channel, top: readonly Entry[]): Promise<number | null> {
  const waiting = [...top];
  for (let asked = 0; asked < MOST_FOLDERS && waiting.length > 0; asked += 1) {
    const file = waiting.find((entry) => !entry.folder && pathOf(entry.path) !== null);
    const path = pathOf(file?.path ?? []);
    if (path !== null) {
      const reply = await channel.ask(`head-${path.depth}`, path.params);
      return isObject(reply) ? reply.exchange : null;
    }
    const folder = waiting.shift();
    if (folder?.folder === true) waiting.unshift(...((await openFolder(channel, folder.path))?.entries ?? []));
  }
  return null;
}

export async function openFolder(
  channel: S3Channel,
  path: readonly string[],
): Promise<{ entries: readonly Entry[]; exchange: number } | null> {
  const known = pathOf(path);
  if (known === null || known.depth === 5) return null;
  const reply = await channel.ask(`filer-${known.depth}`, known.params);
  const entries = readFolder(reply);
  return entries === null ? null : { entries, exchange: reply.exchange };
}

/** The master tells where the volumes of each bucket lie, and gives out their numbers to whoever asks. */
export async function climbMaster(channel: S3Channel, context: ProbeContext): Promise<AccessFacts> {
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const reply = await channel.ask('topology');
  const answer = readAnswer(reply);
  const topology = readTopology(jsonOf(reply));
  return factsOf(
    {
      role: 'master',
      product: 'SeaweedFS',
      identity: topology?.id === undefined || topology.id === null ? {} : { topologyId: topology.id },
      control: control.meaning === 'open' ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
      level: topology === null ? 'banner' : 'metadata',
      settled: topology !== null || answer.meaning === 'refused',
      refused: answer.meaning === 'refused' ? [answer.exchange] : [],
      lists: topology === null ? [] : [reply.exchange],
      reads: [],
      banner: [(await channel.ask('root')).exchange],
      controls: [control.exchange],
      said: `its topology was not told: ${answer.said}`,
      notes: topology === null ? [] : ['numbers for new files are given out here to whoever asks; none was asked for'],
    },
    context,
  );
}

export function jsonOf(reply: HttpReply | { readonly ok: false }): ReturnType<HttpReply['json']> {
  return reply.ok && reply.status === 200 ? reply.json() : undefined;
}

/** A page and its login: what lies behind it is S3’s, at a port of its own. */
export async function climbConsole(channel: S3Channel, context: ProbeContext): Promise<AccessFacts> {
  const login = await channel.ask('login');
  const session = await channel.ask('session');
  const refused = readAnswer(session).meaning === 'refused';
  const strategy = text(at(jsonOf(login), 'loginStrategy'));
  return factsOf(
    {
      role: 'console',
      product: 'MinIO',
      identity: {},
      control: 'not-asked',
      level: 'banner',
      settled: refused,
      refused: refused ? [session.exchange] : [],
      lists: [],
      reads: [],
      banner: [login.exchange],
      controls: [],
      said: 'the console did not say that it asks for a login',
      notes:
        strategy === null
          ? []
          : [`the console of MinIO, with a login by ${strategy.slice(0, 40)}; its S3 is at another port, mostly 9000`],
    },
    context,
  );
}
