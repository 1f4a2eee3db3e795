import { type Capability, highest, type Level, type Protection } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import type { Params } from '../../model/request.ts';
import { text } from '../../wire/json.ts';
import { type Answer, type Entry, type Listing, readAnswer, readBean, readListing } from './answers.ts';
import type { HdfsChannel } from './requests.ts';

/** Files whose right to be read is asked for, and directories that are gone into to find one. */
const TRIES = 5;
const MOST_LISTED = 24;
const STEPS = ['a', 'b', 'c', 'd', 'e'] as const;
const DEEPEST = 4;

/** Names that can be put into a path as they are. */
export function isAskable(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/^[_\-+<.]|[*,/]/.test(name) && name.isWellFormed();
}

export function stepsOf(path: readonly string[]): Params {
  return Object.fromEntries(path.map((step, index) => [STEPS[index] ?? '', step]));
}

/** A directory by the names that lead to it. */
export async function listDirectory(channel: HdfsChannel, path: readonly string[], user: string): Promise<Answer> {
  const params = { ...stepsOf(path), user };
  const names = ['root', 'list-1', 'list-2', 'list-3', 'list-4'] as const;
  return readAnswer(await channel.ask(names[path.length] ?? 'root', params));
}

interface Reading {
  readonly shown: readonly number[];
  readonly refused: readonly number[];
}

/** WebHDFS is asked as a user of a random name: where it is believed, every other name is, the superuser's among them. */
export async function hdfsAccess(channel: HdfsChannel, context: ProbeContext): Promise<AccessFacts> {
  const user = context.tokens.control;
  const status = readAnswer(await channel.ask('status'));
  const control = readAnswer(await channel.ask('control', { control: user, user }));
  const stop = control.meaning !== 'missing';
  const root = stop ? null : await listRoot(channel, user);
  const listing = readListing(root?.json);
  const read = listing === null ? NOTHING : await proveRead(channel, listing, user);
  return factsOf({ status, control, root, listing, read }, context);
}

const NOTHING: Reading = { shown: [], refused: [] };

async function listRoot(channel: HdfsChannel, user: string): Promise<Answer> {
  const page = await listDirectory(channel, [], user);
  return page.meaning === 'unsupported' ? readAnswer(await channel.ask('root-old', { user })) : page;
}

/** Level by level, until a file is found that may be read. */
async function proveRead(channel: HdfsChannel, root: Listing, user: string): Promise<Reading> {
  const refused: number[] = [];
  let tried = 0;
  let listed = 0;
  let level: readonly { readonly path: readonly string[]; readonly listing: Listing }[] = [{ path: [], listing: root }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: { path: readonly string[]; listing: Listing }[] = [];
    for (const { path, listing } of level) {
      const file = filesOf(listing)[0];
      if (file !== undefined && tried < TRIES) {
        tried += 1;
        const answer = await mayRead(channel, [...path, file.name], user);
        if (answer.meaning === 'open') return { shown: [answer.exchange], refused };
        if (answer.meaning === 'refused') refused.push(answer.exchange);
      }
      for (const { name } of depth < DEEPEST ? directoriesOf(listing) : []) {
        if (listed >= MOST_LISTED) break;
        listed += 1;
        const answer = await listDirectory(channel, [...path, name], user);
        const found = readListing(answer.json);
        if (found !== null) next.push({ path: [...path, name], listing: found });
        else if (answer.meaning === 'refused') refused.push(answer.exchange);
      }
    }
    level = next;
  }
  return { shown: [], refused };
}

async function mayRead(channel: HdfsChannel, path: readonly string[], user: string): Promise<Answer> {
  const names = ['may-1', 'may-2', 'may-3', 'may-4', 'may-5'] as const;
  return readAnswer(await channel.ask(names[path.length - 1] ?? 'may-1', { ...stepsOf(path), user }));
}

function filesOf({ entries }: Listing): Entry[] {
  return entries.filter(({ directory, name, bytes }) => !directory && bytes > 0 && isAskable(name));
}

export function directoriesOf({ entries }: Listing): Entry[] {
  return entries.filter(({ directory, name, children }) => directory && children !== 0 && isAskable(name));
}

interface Found {
  readonly status: Answer;
  readonly control: Answer;
  readonly root: Answer | null;
  readonly listing: Listing | null;
  readonly read: Reading;
}

function factsOf(found: Found, { claim }: ProbeContext): AccessFacts {
  const { status, control, root, listing, read } = found;
  const told = readBean(status.json, 'NameNodeStatus', 'SecurityEnabled');
  const secured = typeof told === 'boolean' ? told : null;
  const honeypot = control.meaning === 'open';
  const believed = control.meaning === 'missing';
  const open = listing !== null && believed;
  const refused = [control, ...(root === null ? [] : [root])].filter(({ meaning }) => meaning === 'refused');
  const level = provedLevel(['banner', true], ['metadata', open], ['read', open && read.shown.length > 0]);
  // Where any name is believed, the superuser's is.
  const granted: Level = open && secured !== true ? 'admin' : 'none';
  const settled = !honeypot && (open || refused.length > 0);
  const inferred = highest(level, granted);
  const protection: Protection | null = refused.length > 0 || read.refused.length > 0 ? 'authentication' : null;
  return {
    service: { engine: 'hdfs', version: claim.version, identity: {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(level, granted),
      protection,
      securityLayer: secured === false || granted === 'admin' ? 'absent' : refused.length > 0 ? 'present' : 'unknown',
      anonymous: open ? { user: 'any name', roles: [] } : null,
      filtered: open && read.refused.length > 0,
      control: honeypot ? 'failed' : believed ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a file of a random name, which cannot exist, is there'
        : settled
          ? null
          : reasonOf(root ?? control),
    },
    settings: {
      role: claim.role,
      securityEnabled: secured,
      state: text(readBean(status.json, 'NameNodeStatus', 'State')),
      // What the rights of a file refuse was asked in a name that is believed.
      anyName: believed || refused.some(({ byRights }) => byRights) ? true : refused.length > 0 ? false : null,
    },
    proofs: proofsOf(
      found,
      open,
      refused.map(({ exchange }) => exchange),
    ),
    notes: [],
  };
}

function reasonOf({ meaning, said }: Answer): string {
  if (meaning === 'standby')
    return 'another NameNode is in charge: this one is on standby, and answers no question about files';
  return `neither files nor a refusal were seen: ${said}`;
}

function capabilitiesOf(level: Level, granted: Level): Capability[] {
  const listed = level === 'metadata' || level === 'read';
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['count-records', listed],
    ['read-records', level === 'read'],
    ['write-records', granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function proofsOf({ status, control, root, read }: Found, open: boolean, refused: readonly number[]) {
  const secured = readBean(status.json, 'NameNodeStatus', 'SecurityEnabled');
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [status.exchange]],
    ['control', [control.exchange]],
    ['list-collections', open && root !== null ? [root.exchange] : []],
    ['count-records', read.shown],
    ['security-layer', [...(secured === false ? [status.exchange] : []), ...(open ? [control.exchange] : [])]],
    ['whoami', open ? [control.exchange] : []],
    ['refusal', [...refused, ...read.refused].slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, numbers]) => numbers.length > 0).map(([name, numbers]) => [name, [...numbers]]),
  );
}
