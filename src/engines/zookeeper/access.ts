import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { type Answer, lettersOf, readAnswer, type ZookeeperChannel } from './requests.ts';
import {
  type Children,
  ERROR,
  type Grant,
  RIGHT,
  readChildren,
  readGrants,
  readNumber,
  readSession,
  readStat,
} from './wire.ts';
import { readServer, type ServerWords } from './words.ts';

/** The server's own node. */
export const SYSTEM = 'zookeeper';
/** Nodes below the root whose rights are asked for. */
const TRIES = 8;

interface Found {
  readonly server: ServerWords | null;
  readonly session: boolean;
  readonly control: Answer<unknown>;
  readonly root: Answer<Children> | null;
  /** Rights that everybody has on the root, as bits; null where they are not told. */
  readonly onRoot: number | null;
  /** The same of nodes below it, put together. */
  readonly below: number;
  readonly total: number | null;
  readonly exchanges: {
    readonly server: number;
    readonly session: number;
    readonly rights: readonly number[];
    readonly read: readonly number[];
    readonly refused: readonly number[];
  };
}

/** A session is given to everybody; the first question within it shows whether a login is wanted, each node has rights of its own. */
export async function zookeeperAccess(channel: ZookeeperChannel, context: ProbeContext): Promise<AccessFacts> {
  const words = await channel.ask('server');
  const server = readServer(words);
  const opened = await channel.ask('session');
  const session = opened.ok && readSession(opened.bytes)?.given === true;
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }), readStat);
  const exchanges = { server: words.exchange, session: opened.exchange, rights: [], read: [], refused: [] };
  const nothing: Found = { server, session, control, root: null, onRoot: null, below: 0, total: null, exchanges };
  if (!session || control.error !== ERROR.noNode) return factsOf(nothing, context);
  const root = readAnswer(await channel.ask('children', { path: '/' }), readChildren);
  const rights = readAnswer(await channel.ask('rights', { path: '/' }), readGrants);
  const total = server?.nodes ?? (await countAll(channel));
  const below = await lookBelow(channel, root.value?.names ?? []);
  return factsOf(
    {
      ...nothing,
      root,
      onRoot: rights.value === null ? null : ofEverybody(rights.value),
      below: below.rights,
      total,
      exchanges: {
        ...exchanges,
        rights: [...(rights.value === null ? [] : [rights.exchange]), ...below.exchanges],
        read: below.read,
        refused: [root, rights]
          .filter(isRefusal)
          .map(({ exchange }) => exchange)
          .concat(below.refused),
      },
    },
    context,
  );
}

/** The root itself is not among its children, and counts twice in srvr. */
async function countAll(channel: ZookeeperChannel): Promise<number | null> {
  const { value } = readAnswer(await channel.ask('count-all'), readNumber);
  return value === null ? null : value + 1;
}

/** Names go into a question as they are, so one that no node can have is left out. */
export function isAskable(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\p{Cc}]/u.test(name) && name.isWellFormed();
}

async function lookBelow(channel: ZookeeperChannel, names: readonly string[]) {
  const found = { rights: 0, exchanges: [] as number[], read: [] as number[], refused: [] as number[] };
  const own = names.filter((name) => name !== SYSTEM && isAskable(name)).sort();
  for (const name of own.slice(0, TRIES)) {
    const path = `/${name}`;
    const rights = readAnswer(await channel.ask('rights', { path }), readGrants);
    if (rights.value !== null) {
      found.rights |= ofEverybody(rights.value);
      found.exchanges.push(rights.exchange);
    } else if (isRefusal(rights)) found.refused.push(rights.exchange);
    if (found.read.length > 0) continue;
    const children = readAnswer(await channel.ask('children', { path }), readChildren);
    if (children.value !== null) found.read.push(children.exchange);
    else if (isRefusal(children)) found.refused.push(children.exchange);
  }
  return found;
}

function ofEverybody(grants: readonly Grant[]): number {
  return grants
    .filter(({ scheme, id }) => scheme === 'world' && id === 'anyone')
    .reduce((all, { rights }) => all | rights, 0);
}

function isRefusal({ error }: Answer<unknown>): boolean {
  return error === ERROR.noRight || error === ERROR.loginWanted;
}

/** By the rights of everybody: on the root they are all there is, since whoever has them there may give them away. */
function grantedBy({ onRoot, below }: Found): Level {
  const has = (rights: number, ...wanted: readonly number[]) => wanted.some((right) => (rights & right) !== 0);
  const root = onRoot ?? 0;
  return highest(
    has(root | below, RIGHT.read) ? 'metadata' : 'none',
    has(root | below, RIGHT.write, RIGHT.create, RIGHT.delete, RIGHT.admin) ? 'write' : 'none',
    has(root, RIGHT.admin) ? 'admin' : 'none',
  );
}

function factsOf(found: Found, { claim }: ProbeContext): AccessFacts {
  const { server, control, root, exchanges } = found;
  const honeypot = control.error === ERROR.none;
  const refused = [control, ...(root === null ? [] : [root])].filter(isRefusal);
  const open = root?.value !== null && root !== null;
  const read = open && exchanges.read.length > 0;
  const level = provedLevel(['banner', true], ['metadata', open || read], ['read', read]);
  const settled = !honeypot && (open || refused.length > 0);
  const inferred = open ? highest(level, grantedBy(found)) : level;
  return {
    service: {
      engine: 'zookeeper',
      version: claim.version,
      identity: {},
      name: server?.product === 'ClickHouse Keeper' ? server.product : null,
    },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? inferred : 'unknown',
      capabilities: capabilitiesOf(open, read, inferred),
      protection: refused.length > 0 || exchanges.refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : 'unknown',
      anonymous: open ? { user: 'world:anyone', roles: [] } : null,
      filtered: open && exchanges.refused.length > 0,
      control: honeypot ? 'failed' : control.error === ERROR.noNode ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a node of a random name, which cannot exist, is there'
        : settled
          ? null
          : reasonOf(found),
    },
    settings: settingsOf(found),
    proofs: proofsOf(found, open, [...refused.map(({ exchange }) => exchange), ...exchanges.refused]),
    notes: [],
  };
}

function reasonOf({ server, session, control, root }: Found): string {
  if (server?.kind === 'idle') return 'it takes part in no quorum now, and gives no session';
  const said = session ? (root ?? control).said : 'no session is given';
  return `neither nodes nor a refusal were seen: ${escapeText(said, 120)}`;
}

function settingsOf({ server, onRoot, below, total, control }: Found): Record<string, Setting> {
  return {
    role: 'server',
    product: server?.product ?? null,
    mode: server?.mode ?? null,
    nodes: total,
    rightsOnRoot: onRoot === null ? null : lettersOf(onRoot),
    rightsBelow: below === 0 ? null : lettersOf(below),
    loginWanted: control.error === ERROR.loginWanted,
  };
}

function capabilitiesOf(open: boolean, read: boolean, inferred: Level): Capability[] {
  const writes = inferred === 'write' || inferred === 'admin';
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', open],
    ['count-records', open],
    ['read-records', read],
    ['write-records', open && writes],
    ['administer', open && inferred === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function proofsOf({ control, root, exchanges }: Found, open: boolean, refused: readonly number[]) {
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', [exchanges.server]],
    ['control', [control.exchange]],
    ['list-collections', open && root !== null ? [root.exchange] : []],
    ['count-records', exchanges.read],
    ['privileges', exchanges.rights.slice(0, 3)],
    ['whoami', exchanges.rights.slice(0, 1)],
    ['refusal', [...new Set(refused)].slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, numbers]) => numbers.length > 0).map(([name, numbers]) => [name, [...numbers]]),
  );
}
