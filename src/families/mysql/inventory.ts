import type { ProbeContext, Subject } from '../../model/engine.ts';
import type { AccessFacts, InventoryFacts, Measurement } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { counted, uncounted } from '../facts/measurements.ts';
import { lookAround } from './around.ts';
import type { MysqlChannel } from './requests.ts';
import { lookForNotes } from './signs.ts';
import { ask, enter } from './speak.ts';
import { collectionName, collectionOf, numberIn, type TableFact, takeColumns, takeTables } from './tables.ts';

const MOST_SAMPLED = 50;

/** The session that the access questions left: asked for again it costs nothing where it still stands. */
async function reenter(channel: MysqlChannel, { settings }: AccessFacts): Promise<void> {
  const { account, within } = settings;
  const form = within === 'tls' || within === 'no-tls' ? within : 'plain';
  await enter(channel, account === 'root' ? 'root' : 'anonymous', form);
}

/** What lies in the databases and around them. No table is read. */
export async function takeInventory(
  channel: MysqlChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const { limits } = context;
  const notes: string[] = [];
  const proofs: Record<string, readonly number[]> = {};
  await reenter(channel, access);
  const { facts, said } = await takeTables(channel);
  if (said !== null) notes.push(`tables: ${said}`);
  const columns = facts.length === 0 ? null : await takeColumns(channel);
  if (columns?.said) notes.push(`columns: ${columns.said}`);
  else if (columns !== null) proofs['mappings'] = [columns.exchange];
  const fieldsOf = ({ database, table }: TableFact) => columns?.fields.get(`${database}\n${table}`) ?? [];
  const listed = facts.slice(0, limits.collections);
  const collections = listed.map((fact) => collectionOf(fact, fieldsOf(fact), limits.fieldsPerCollection));
  const { signs, exchanges } = await lookForNotes(channel, facts, fieldsOf);
  if (exchanges.length > 0) proofs['ransom-note'] = exchanges;
  const around = await lookAround(channel, access.service.engine);
  if (context.sample !== null) await sample(channel, listed, context.sample);
  const beyond = facts.length - listed.length;
  return {
    collections: collections.sort((one, other) => byText(one.name, other.name)),
    omitted: beyond === 0 ? null : { collections: beyond, reason: `only ${limits.collections} tables are listed` },
    egress: around.egress,
    signs,
    settings: around.settings,
    proofs: { ...proofs, ...around.proofs },
    notes,
  };
}

async function sample(
  channel: MysqlChannel,
  tables: readonly TableFact[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  const fit = tables.filter(({ kind, rows }) => kind === 'table' && rows !== 0);
  for (const fact of fit.slice(0, MOST_SAMPLED)) {
    const { database, table } = fact;
    const answer = await ask(channel, 'sample', { database, table, size: Math.min(records, 1_000) });
    if (answer.kind === 'over') return;
    if (answer.kind === 'error') continue;
    for (const row of answer.rows) {
      for (const [place, column] of answer.columns.entries()) {
        sink.see(collectionName(fact), column, row[place] ?? null);
      }
    }
  }
}

const INDICES = ['distinct-kept', 'distinct'] as const;
const TIDB = ['distinct-tidb'] as const;

/** How many values a column has, as an index that begins with it knows: no table is read, whatever its size. */
export async function measureDistinct(
  channel: MysqlChannel,
  subject: Subject,
  access: AccessFacts,
): Promise<Measurement> {
  const { collection, field } = subject;
  await reenter(channel, access);
  const fact = (await takeTables(channel)).facts.find((one) => collectionName(one) === collection.name);
  if (fact === undefined) return uncounted(subject, 'its database could not be entered again');
  const { database, table } = fact;
  const questions = access.service.engine === 'tidb' ? TIDB : INDICES;
  let exchange: number | null = null;
  for (const question of questions) {
    const answer = await ask(channel, question, { database, table, field });
    ({ exchange } = answer);
    const place = answer.kind === 'rows' ? Math.max(0, answer.columns.indexOf('Distinct_count')) : 0;
    const distinct = answer.kind === 'rows' ? numberIn(answer.rows[0]?.[place]) : null;
    // Nothing was looked at where there are rows.
    if (distinct !== null && (distinct > 0 || collection.records === 0)) return counted(subject, distinct, exchange);
  }
  return uncounted(subject, 'no index that begins with this column has statistics', exchange);
}
