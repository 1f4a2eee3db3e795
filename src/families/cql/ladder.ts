import { type Capability, highest, type Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import type { Member } from './claims.ts';
import { NO_NODE, type Node, takeNode } from './node.ts';
import type { CqlChannel } from './requests.ts';
import { type Schema, type Table, takeSchema } from './schema.ts';
import { fullestFirst, takeSizes } from './sizes.ts';
import { answerOf, ask, meaningOf, type Said, wordsOf } from './speak.ts';

/** So many tables are tried for a first row. */
const TRIES = 5;

/** How the server answered STARTUP. */
interface Entry {
  readonly open: boolean;
  readonly authenticator: string | null;
  readonly refused: boolean;
  readonly exchange: number;
  readonly said: string;
}

interface Climb {
  readonly entry: Entry;
  readonly control: Said | null;
  readonly node: Node;
  readonly schema: Schema | null;
  readonly rows: readonly Said[];
}

/** READY without a login is a session; what it may read is shown by reading the hash of one row's key. */
export async function climb(channel: CqlChannel, context: ProbeContext, engine: Member): Promise<AccessFacts> {
  const entry = await enter(channel);
  const nothing: Climb = { entry, control: null, node: NO_NODE, schema: null, rows: [] };
  if (!entry.open) return factsOf(nothing, context, engine);
  const control = await ask(channel, 'control', { control: context.tokens.control });
  if (control.meaning === 'rows' || control.meaning === 'failed') {
    return factsOf({ ...nothing, control }, context, engine);
  }
  const node = await takeNode(channel, engine);
  const schema = await takeSchema(channel);
  const rows = schema.tables.length === 0 ? [] : await proveRow(channel, schema.tables);
  return factsOf({ entry, control, node, schema, rows }, context, engine);
}

async function enter(channel: CqlChannel): Promise<Entry> {
  const reply = await channel.ask('startup');
  const { exchange } = reply;
  const answer = answerOf(reply);
  const closed = { open: false, authenticator: null, refused: false, exchange };
  if (answer === null) return { ...closed, said: reply.ok ? 'bytes that are no answer' : reply.message };
  if (answer.kind === 'ready') return { ...closed, open: true, said: '' };
  if (answer.kind === 'authenticate') {
    return { ...closed, refused: true, authenticator: escapeText(answer.authenticator, 120), said: 'AUTHENTICATE' };
  }
  if (answer.kind !== 'error') return { ...closed, said: answer.kind };
  return { ...closed, refused: meaningOf(answer.code) === 'refused', said: wordsOf(answer) };
}

async function proveRow(channel: CqlChannel, tables: readonly Table[]): Promise<Said[]> {
  const { sizes } = await takeSizes(channel);
  const heard: Said[] = [];
  const fit = fullestFirst(tables, sizes).filter(({ key }) => key.length > 0);
  for (const { keyspace, name, key } of fit.slice(0, TRIES)) {
    const said = await ask(channel, 'row', { keyspace, table: name, key });
    heard.push(said);
    if (said.rows.length > 0 || said.meaning === 'failed') break;
  }
  return heard;
}

const HONEYPOT =
  'a page for everything or a honeypot: a table of a random name, which cannot exist, is read like one that does';

function factsOf(found: Climb, context: ProbeContext, engine: Member): AccessFacts {
  const { entry, control, node, schema, rows } = found;
  const honeypot = control?.meaning === 'rows';
  const read = rows.some((said) => said.rows.length > 0);
  const listed = (schema?.named.rows.length ?? 0) > 0;
  const level = provedLevel(['banner', node.version !== null], ['metadata', listed], ['read', read]);
  const refusals = refusalsOf(found);
  const settled = entry.refused || (entry.open && !honeypot && (listed || refusals.length > 0));
  const granted = entry.open && listed ? grantedBy(node, engine, read, refusals.length > 0) : 'none';
  return {
    service: { engine, version: node.version, identity: node.identity, name: node.name },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? highest(level, granted) : 'unknown',
      capabilities: capabilitiesOf(found, read, granted),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: refusals.length > 0 ? 'present' : granted === 'admin' ? 'absent' : 'unknown',
      anonymous: entry.open && settled ? { user: 'anonymous', roles: [] } : null,
      filtered: listed && refusals.length > 0,
      control: honeypot ? 'failed' : control === null || control.meaning === 'failed' ? 'not-asked' : 'passed',
      reason: honeypot ? HONEYPOT : settled ? null : whyUnsettled(found, context),
    },
    settings: settingsOf(found, context),
    proofs: proofsOf(found, granted),
    notes: notesOf(found),
  };
}

/**
 * By the authorizer that the server names. Where it names none: Cassandra does not start with an authorizer that asks beside an
 * authenticator that does not; ScyllaDB does, and then lets nobody read.
 */
function grantedBy({ authorizer }: Node, engine: Member, read: boolean, refused: boolean): Level {
  if (refused) return 'none';
  if (authorizer !== null) {
    return authorizer === 'AllowAllAuthorizer' ? 'admin' : authorizer === 'TransitionalAuthorizer' ? 'write' : 'none';
  }
  if (engine === 'cassandra') return 'admin';
  return read ? 'write' : 'none';
}

function refusalsOf({ entry, control, schema, rows }: Climb): number[] {
  const asked = [control, schema?.named, schema?.listed, schema?.described, ...rows].filter(
    (said) => said?.meaning === 'refused',
  );
  return [...(entry.refused ? [entry.exchange] : []), ...asked.flatMap((said) => said?.exchange ?? [])].slice(0, 3);
}

function whyUnsettled({ entry, control, schema }: Climb, { claim }: ProbeContext): string {
  if (claim.role !== 'native')
    return `it speaks another version of the protocol, before 2.2 or beside the one that is asked (4): ${entry.said}`;
  if (!entry.open) return `STARTUP was answered with: ${entry.said}`;
  const said = schema?.named.said ?? control?.said ?? '';
  return `a session without a login, in which neither names nor a refusal were had${said === '' ? '' : `: ${said}`}`;
}

function capabilitiesOf({ entry, node, schema }: Climb, read: boolean, granted: Level): Capability[] {
  if (!entry.open || schema === null) return [];
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', node.version !== null],
    ['list-collections', schema.named.rows.length > 0],
    ['read-records', read],
    ['write-records', granted === 'write' || granted === 'admin'],
    ['administer', granted === 'admin'],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}

function settingsOf({ entry, node, schema }: Climb, { claim }: ProbeContext): Record<string, Setting> {
  return {
    role: claim.role,
    product: node.product,
    authenticator: entry.authenticator ?? node.authenticator,
    transitional: /Transitional/.test(entry.authenticator ?? ''),
    authorizer: node.authorizer,
    bindAny: node.bindAny,
    userFunctions: node.userFunctions,
    unguardedFunctions: node.unguardedFunctions,
    dataCenter: node.dataCenter,
    nodes: entry.open ? node.members.length + 1 : null,
    keyspaces: schema?.keyspaces ?? null,
  };
}

function proofsOf({ entry, control, node, schema, rows }: Climb, granted: Level): Record<string, number[]> {
  const ofRows = rows.filter((said) => said.rows.length > 0).map(({ exchange }) => exchange);
  const layer = granted === 'admin' ? [entry.exchange, ...node.told] : [];
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', node.version === null ? [] : node.banner],
    ['control', control === null ? [] : [control.exchange]],
    [
      'list-collections',
      schema === null || schema.named.rows.length === 0 ? [] : [schema.named.exchange, schema.listed.exchange],
    ],
    ['count-records', ofRows],
    ['whoami', entry.open ? [entry.exchange] : []],
    ['privileges', node.told],
    ['security-layer', layer],
    ['refusal', refusalsOf({ entry, control, node, schema, rows })],
    ['functions', node.userFunctions === null ? [] : node.told],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}

function notesOf({ entry, node, schema }: Climb): string[] {
  const notes: string[] = [];
  if (entry.open && node.product !== null) notes.push(`a relative of Cassandra: ${node.product}`);
  if (schema !== null && schema.listed.meaning === 'missing')
    notes.push(`names of tables are not told as since 3.0: ${schema.listed.said}`);
  return notes;
}
