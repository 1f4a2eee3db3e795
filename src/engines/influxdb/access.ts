import { type Answer, isEnd } from '../../families/rest/answers.ts';
import { factsOf, type Shown } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at } from '../../wire/json.ts';
import { columnOf, isSystem, numberOf, type QueryAnswer, readQuery, readReply, readStatistics } from './answers.ts';
import type { InfluxdbChannel } from './requests.ts';
import { climbSql } from './sql.ts';

/** Three servers by one name: each is asked in its own words. */
export async function climb(channel: InfluxdbChannel, context: ProbeContext): Promise<AccessFacts> {
  const generation = Number(/^(\d+)\./.exec(context.claim.version ?? '')?.[1] ?? 1);
  const shown =
    generation >= 3
      ? await climbSql(channel, context)
      : generation === 2
        ? await climbTokens(channel, context)
        : await climbQueries(channel, context);
  return factsOf({ ...shown, settings: { generation, ...shown.settings } });
}

function serviceOf({ claim }: ProbeContext): AccessFacts['service'] {
  return { engine: 'influxdb', version: claim.version, identity: {}, name: null };
}

/** So many databases are asked for a series, until one has some. */
const MOST_TRIES = 5;

/** 1.x asks for a login before every query, or before none. Its statistics are another door. */
async function climbQueries(channel: InfluxdbChannel, context: ProbeContext): Promise<Shown> {
  const control = readQuery(await channel.ask('control', { db: context.tokens.control }));
  const lies = (control.tables ?? []).some(({ rows }) => rows.length > 0);
  const stop = isEnd(control) || lies;
  const databases = stop ? null : readQuery(await channel.ask('databases'));
  const names = columnOf(databases?.tables ?? [], 'name');
  const listed = databases?.tables?.[0]?.name === 'databases';
  const users = listed ? readQuery(await channel.ask('users')) : null;
  const administers = users?.tables?.[0]?.columns.includes('admin') === true;
  const counted = listed ? await findSeries(channel, names) : null;
  const refused = [control, databases].filter((answer) => answer !== null && isRefusal(answer)) as QueryAnswer[];
  const unclaimed = [control, databases].some((answer) => answer?.unclaimed === true);
  const vars = stop || listed ? null : readReply(await channel.ask('statistics'));
  const told = vars === null ? null : readStatistics(vars);
  const statisticsOpen = told !== null && [...told.keys()].some((name) => !isSystem(name));
  return {
    service: serviceOf(context),
    control: lies ? 'failed' : control.meaning === 'open' ? 'passed' : 'not-asked',
    banner: true,
    listed: listed || statisticsOpen,
    read: counted !== null,
    granted: administers || unclaimed ? 'admin' : null,
    securityLayer: administers ? 'absent' : refused.length > 0 || unclaimed ? 'present' : 'unknown',
    refused,
    reason: lies
      ? 'a page for everything or a honeypot: a database of a random name, which cannot exist, has measurements'
      : unclaimed
        ? UNCLAIMED
        : `neither data nor a refusal was seen: ${(databases ?? control).said}`,
    settings: {
      unclaimed,
      statisticsOpen,
      usersWithoutAuthentication: administers ? (users?.tables?.[0]?.rows.length ?? null) : null,
    },
    proofs: {
      control: [control],
      banner: [control],
      'list-collections': listed ? [databases] : statisticsOpen ? [vars] : [],
      'count-records': [counted],
      'security-layer': administers ? [users] : [],
      users: administers ? [users] : [],
      unclaimed: unclaimed ? [control] : [],
    },
  };
}

const UNCLAIMED = 'it is not set up: a login is asked for, no administrator exists, and whoever comes first becomes it';

function isRefusal({ meaning, unclaimed }: QueryAnswer): boolean {
  return meaning === 'refused' && !unclaimed;
}

/** The first answer that counts series; null where none does. */
async function findSeries(channel: InfluxdbChannel, databases: readonly string[]): Promise<Answer | null> {
  for (const db of databases.filter((name) => !isSystem(name)).slice(0, MOST_TRIES)) {
    const answer = readQuery(await channel.ask('estimate', { db }));
    const [table] = answer.tables ?? [];
    if (table !== undefined && (numberOf(table) ?? 0) > 0) return answer;
  }
  return null;
}

/** 2.x has no data without a token; until it is set up, whoever comes first becomes its administrator. */
async function climbTokens(channel: InfluxdbChannel, context: ProbeContext): Promise<Shown> {
  const setup = readReply(await channel.ask('setup'));
  const unclaimed = setup.meaning === 'open' && at(setup.json, 'allowed') === true;
  const buckets = unclaimed || isEnd(setup) ? null : readReply(await channel.ask('buckets'));
  const refused = [setup, buckets].filter((answer): answer is Answer => answer?.meaning === 'refused');
  return {
    service: serviceOf(context),
    control: 'not-asked',
    banner: true,
    listed: false,
    read: false,
    granted: unclaimed ? 'admin' : null,
    securityLayer: refused.length > 0 || unclaimed ? 'present' : 'unknown',
    refused,
    reason: unclaimed
      ? 'it is not set up: whoever comes first becomes its administrator, and nothing lies in it yet'
      : `neither data nor a refusal was seen: ${(buckets ?? setup).said}`,
    settings: { unclaimed, statisticsOpen: false, usersWithoutAuthentication: null },
    proofs: { banner: [setup], unclaimed: unclaimed ? [setup] : [], privileges: unclaimed ? [setup] : [] },
  };
}
