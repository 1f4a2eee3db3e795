import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts, Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { lookAround } from './around.ts';
import type { PostgresChannel } from './requests.ts';
import { lookForNotes } from './signs.ts';
import { ask, type Door, type Guard, open } from './speak.ts';
import { collectionName, collectionOf, countUnknown, type TableFact, takeColumns, takeTables } from './tables.ts';

/** Each database is a session of its own: so many are gone into. */
const MOST_DATABASES = 20;
const MOST_SAMPLED = 50;

/** What the access questions left behind: where the session is, and how it is kept from writing. */
export function sessionOf({ settings }: AccessFacts): { door: Door; guard: Guard; at: string; databases: string[] } {
  const { door, readOnlyBy, database, databases } = settings;
  const at = typeof database === 'string' ? database : 'postgres';
  const listed = Array.isArray(databases) ? (databases as readonly string[]) : [];
  return {
    door: door === 'startup-bare' || door === 'startup-plain' ? door : 'startup',
    guard: readOnlyBy === 'session' ? 'session' : 'statement',
    at,
    databases: [at, ...listed.filter((name) => name !== at)],
  };
}

/** What lies in the databases and around them, the one that the session is in first. No table is read. */
export async function takeInventory(
  channel: PostgresChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const { door, guard, databases } = sessionOf(access);
  const { limits } = context;
  const notes: string[] = [];
  const proofs: Record<string, readonly number[]> = {};
  const settings: Record<string, Setting> = {};
  const collections: Collection[] = [];
  const signs: InventoryFacts['signs'][number][] = [];
  let egress: InventoryFacts['egress'] = [];
  let beyond = 0;
  for (const [place, database] of databases.slice(0, MOST_DATABASES).entries()) {
    const { opening, said } = await open(channel, door, { database });
    if (opening?.kind !== 'ready') {
      notes.push(`${escapeText(database, 80)} could not be entered: ${opening === null ? said : 'it was refused'}`);
      continue;
    }
    if (place === 0) {
      const around = await lookAround(channel, guard);
      Object.assign(settings, around.settings);
      Object.assign(proofs, around.proofs);
      ({ egress } = around);
    }
    const tables = await takeTables(channel, guard);
    if (tables.said !== null) notes.push(`tables of ${escapeText(database, 80)}: ${tables.said}`);
    const columns = tables.facts.length === 0 ? null : await takeColumns(channel, guard);
    if (columns?.said) notes.push(`columns of ${escapeText(database, 80)}: ${columns.said}`);
    else if (columns !== null) proofs['mappings'] = [...(proofs['mappings'] ?? []), columns.exchange].slice(0, 3);
    const { facts, more } = await countUnknown(channel, guard, tables.facts);
    if (more > 0)
      notes.push(
        `${more} tables of ${escapeText(database, 80)} have more than 10,000 rows: no statistics know how many`,
      );
    const room = Math.max(0, limits.collections - collections.length);
    beyond += Math.max(0, facts.length - room);
    for (const fact of facts.slice(0, room)) {
      const fields = fact.readable ? (columns?.fields.get(`${fact.schema}\n${fact.table}`) ?? []) : [];
      collections.push(collectionOf(database, fact, fields, limits.fieldsPerCollection));
    }
    const closed = facts.filter(({ readable }) => !readable).length;
    if (closed > 0) notes.push(`${closed} tables of ${escapeText(database, 80)} are named and may not be read`);
    const found = await lookForNotes(channel, guard, database, facts);
    signs.push(...found.signs);
    if (found.exchanges.length > 0) proofs['ransom-note'] = found.exchanges;
    if (context.sample !== null) await sample(channel, guard, database, facts, context.sample);
  }
  const left = databases.length - Math.min(databases.length, MOST_DATABASES);
  if (left > 0) notes.push(`${left} more databases were not gone into`);
  return {
    collections: collections.sort((one, other) => byText(one.name, other.name)),
    omitted: beyond === 0 ? null : { collections: beyond, reason: `only ${limits.collections} tables are listed` },
    egress,
    signs,
    settings,
    proofs,
    notes,
  };
}

async function sample(
  channel: PostgresChannel,
  guard: Guard,
  database: string,
  tables: readonly TableFact[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  const fit = tables.filter(
    ({ readable, system, kind, rows }) => readable && !system && kind !== 'foreign-table' && rows !== 0,
  );
  for (const fact of fit.slice(0, MOST_SAMPLED)) {
    const { schema, table } = fact;
    const answer = await ask(channel, 'sample', guard, { schema, table, size: Math.min(records, 1_000) });
    if (answer.kind === 'over') return;
    if (answer.kind === 'error') continue;
    const name = collectionName(database, fact);
    for (const row of answer.rows) {
      for (const [index, column] of answer.columns.entries()) {
        sink.see(name, column.name, row[index] ?? null);
      }
    }
  }
}
