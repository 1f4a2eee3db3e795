import { capabilitiesOf } from '../../families/rest/facts.ts';
import type { Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel, type Setting } from '../../model/facts.ts';
import { count, text, texts } from '../../wire/json.ts';
import { versionIn } from './bolt.ts';
import { greetingFor, ID, numberIn } from './claim.ts';
import type { Neo4jChannel } from './requests.ts';
import { type Answer, ask, askFirst, type Door, databasesIn, readBolt, SYSTEM, USUAL } from './speak.ts';

/** One question after the other, through the door that was found. */
export async function climb(channel: Neo4jChannel, context: ProbeContext): Promise<AccessFacts> {
  const entered = await enter(channel, context);
  const climbed = entered.door === null ? null : await askAll(channel, entered.door, context);
  return factsOf(entered, climbed, context);
}

interface Entered {
  /** Null: nobody is let in. */
  readonly door: Door | null;
  readonly banner: Answer;
  /** Which pages of others may read its answers, over HTTP. */
  readonly cors: string | null;
  /** The greeting or login that was refused, or not answered. */
  readonly stopped: Answer | null;
}

async function enter(channel: Neo4jChannel, { claim }: ProbeContext): Promise<Entered> {
  if (claim.role === 'http') {
    const root = await channel.ask('root');
    const banner: Answer = {
      meaning: root.ok ? 'rows' : 'failed',
      exchange: root.exchange,
      rows: [],
      code: null,
      said: '',
    };
    const cors = root.ok ? (root.headers['access-control-allow-origin'] ?? null) : null;
    return { door: { kind: 'http', form: claim.version === null ? 'transaction' : 'tx' }, banner, cors, stopped: null };
  }
  const handshake = await channel.ask('handshake');
  const version = versionIn(handshake);
  const greeting = greetingFor(handshake);
  if (version === null || greeting === null) {
    const none = readBolt(handshake);
    return { door: null, banner: none, cors: null, stopped: none };
  }
  const banner = readBolt(await channel.ask(greeting));
  if (banner.meaning !== 'rows') return { door: null, banner, cors: null, stopped: banner };
  const logon = greeting === 'hello' ? readBolt(await channel.ask('logon')) : banner;
  if (logon.meaning !== 'rows') return { door: null, banner, cors: null, stopped: logon };
  return { door: { kind: 'bolt', major: version.major }, banner, cors: null, stopped: null };
}

interface Climbed {
  readonly door: Door;
  /** In which it was asked: the usual one, or the first where there is none of that name. */
  readonly database: string;
  readonly control: Answer;
  readonly nodes: Answer | null;
  readonly labels: Answer | null;
  readonly whoami: Answer | null;
  readonly settings: Answer | null;
  readonly identity: Answer | null;
  readonly components: Answer | null;
}

async function askAll(channel: Neo4jChannel, door: Door, { tokens, claim }: ProbeContext): Promise<Climbed> {
  const none = { nodes: null, labels: null, whoami: null, settings: null, identity: null, components: null };
  const usual = await ask(channel, door, 'control', { label: tokens.control });
  const other = usual.code === NO_DATABASE ? await otherDatabase(channel, door) : null;
  const database = other ?? USUAL;
  const control = other === null ? usual : await ask(channel, door, 'control', { label: tokens.control, database });
  if (control.meaning === 'busy' || control.meaning === 'failed' || numberOf(control) !== 0) {
    return { door, database, control, ...none };
  }
  const nodes = await ask(channel, door, 'nodes', { database });
  if (claim.role === 'memgraph') return { door, database, control, ...none, nodes };
  return {
    door,
    database,
    control,
    nodes,
    labels: await ask(channel, door, 'labels', { database }),
    whoami: await ask(channel, door, 'whoami', { database }),
    settings: await askFirst(channel, door, ['settings', 'settings-old'], database),
    identity: await ask(channel, door, 'identity', { database }),
    components: claim.version === null ? await ask(channel, door, 'components', { database }) : null,
  };
}

const NO_DATABASE = 'Neo.ClientError.Database.DatabaseNotFound';

async function otherDatabase(channel: Neo4jChannel, door: Door): Promise<string | null> {
  return databasesIn(await ask(channel, door, 'databases', { database: SYSTEM }))[0] ?? null;
}

/** The one number of an answer; null where it is no such answer. */
export function numberOf(answer: Answer | null): number | null {
  return answer?.meaning === 'rows' && answer.rows.length === 1 ? count(answer.rows[0]?.[0]) : null;
}

function factsOf(entered: Entered, climbed: Climbed | null, { claim }: ProbeContext): AccessFacts {
  const honeypot = (numberOf(climbed?.control ?? null) ?? 0) > 0;
  const nodes = numberOf(climbed?.nodes ?? null);
  const listed = climbed?.labels?.meaning === 'rows';
  const read = (nodes ?? 0) > 0;
  const open = !honeypot && (listed || nodes !== null);
  const asked = [entered.stopped, climbed?.control, climbed?.nodes, climbed?.labels].flatMap((one) => one ?? []);
  const refusals = asked.filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  const settings = settingsIn(climbed?.settings ?? null);
  // Whoever is let in without credentials where authentication is off has all rights; where it is on, somebody took him for a user.
  const absent = open && refusals.length === 0 && settings.get('dbms.security.auth_enabled') !== 'true';
  const proved = provedLevel(['banner', true], ['metadata', open], ['read', open && read]);
  const unknown = honeypot || (!open && refusals.length === 0);
  const inferred: Level = absent ? 'admin' : proved;
  const version = claim.version ?? versionOf(climbed?.components ?? null);
  return {
    service: {
      engine: ID,
      version,
      identity: identityOf(climbed?.identity ?? null),
      name: claim.role === 'memgraph' ? 'Memgraph' : null,
    },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : inferred,
      capabilities: capabilitiesOf({
        listed: open,
        read: open && read,
        granted: absent ? 'admin' : null,
        whoami: climbed?.whoami?.meaning === 'rows',
      }),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: refusals.length > 0 ? 'present' : absent ? 'absent' : open ? 'present' : 'unknown',
      anonymous: anonymousOf(climbed?.whoami ?? null),
      filtered: open && refusals.length > 0,
      control: honeypot ? 'failed' : numberOf(climbed?.control ?? null) === 0 ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: nodes of a random label, which cannot exist, are counted'
        : unknown
          ? `neither data nor a refusal was seen: ${asked.at(-1)?.said ?? 'nothing was answered'}`
          : null,
    },
    settings: {
      product: claim.role === 'memgraph' ? 'Memgraph' : 'Neo4j',
      door: climbed?.door.kind ?? (claim.role === 'http' ? 'http' : 'bolt'),
      form: climbed?.door.kind === 'http' ? climbed.door.form : null,
      major: climbed?.door.kind === 'bolt' ? climbed.door.major : null,
      database: climbed?.database ?? null,
      nodes,
      ...reachOf(settings),
      cors: entered.cors,
      corsAny: entered.cors === '*',
    },
    proofs: proofsOf(entered, climbed, refusals, absent),
    notes: [],
  };
}

/** The number of the store, in two halves: so many digits and letters in one could be taken for a token. */
function identityOf(answer: Answer | null): Record<string, string> {
  const id = text(answer?.rows[0]?.[0]);
  return id !== null && /^[0-9A-F]{64}$/i.test(id) ? { databaseId: `${id.slice(0, 8)}-${id.slice(8, 16)}` } : {};
}

function versionOf(components: Answer | null): string | null {
  const told = text(components?.rows[0]?.[0]);
  return told === null ? null : numberIn(told);
}

function anonymousOf(answer: Answer | null): AccessFacts['access']['anonymous'] {
  const [user, roles] = answer?.rows[0] ?? [];
  const name = text(user);
  return name === null || name === '' ? null : { user: name, roles: texts(roles) };
}

function settingsIn(answer: Answer | null): ReadonlyMap<string, string> {
  return new Map(
    (answer?.rows ?? []).flatMap(([name, value]): [string, string][] => {
      const [key, told] = [text(name), text(value)];
      return key === null || told === null ? [] : [[key, told]];
    }),
  );
}

/** What a statement of a visitor reaches beside the data: files and addresses by LOAD CSV, and procedures without bounds. */
function reachOf(settings: ReadonlyMap<string, string>): Record<string, Setting> {
  const csv = settings.get('dbms.security.allow_csv_import_from_file_urls');
  const unrestricted = (settings.get('dbms.security.procedures.unrestricted') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w.*]{1,80}$/.test(name));
  return {
    loadCsv: csv === undefined ? null : csv === 'true',
    unrestricted,
    unrestrictedProcedures: unrestricted.length,
    boundTo: settings.get('server.default_listen_address') ?? settings.get('dbms.default_listen_address') ?? null,
  };
}

function proofsOf(
  { banner, cors, stopped }: Entered,
  climbed: Climbed | null,
  refusals: readonly number[],
  absent: boolean,
): Record<string, number[]> {
  const rows = (answer: Answer | null | undefined): number[] => (answer?.meaning === 'rows' ? [answer.exchange] : []);
  const named: readonly (readonly [string, readonly number[]])[] = [
    ['banner', banner.meaning === 'rows' || stopped === null ? [banner.exchange] : []],
    ['cors', cors === null ? [] : [banner.exchange]],
    ['control', climbed === null ? [] : [climbed.control.exchange]],
    ['list-collections', rows(climbed?.labels)],
    ['count-records', (numberOf(climbed?.nodes ?? null) ?? 0) > 0 ? rows(climbed?.nodes) : []],
    ['whoami', rows(climbed?.whoami)],
    ['settings', (climbed?.settings?.rows.length ?? 0) > 0 ? rows(climbed?.settings) : []],
    ['security-layer', absent ? [...rows(climbed?.settings), ...rows(climbed?.nodes)].slice(0, 1) : []],
    ['refusal', refusals.slice(0, 3)],
  ];
  return Object.fromEntries(
    named.filter(([, exchanges]) => exchanges.length > 0).map(([name, exchanges]) => [name, [...exchanges]]),
  );
}
