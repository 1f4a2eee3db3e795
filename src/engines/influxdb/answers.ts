import { type Answer, readAnswer } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text, texts } from '../../wire/json.ts';

/** A table of an answer in InfluxQL: of one measurement or database, or of none by name. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
}

export interface QueryAnswer extends Answer {
  /** Null where it is no answer to a statement. */
  readonly tables: readonly Table[] | null;
  /** Authentication is on, and no administrator exists: whoever asks first becomes one. */
  readonly unclaimed: boolean;
}

const UNCLAIMED = 'error authorizing query: create admin user first or disable authentication';
const MOST_TABLES = 20_000;

export function readQuery(reply: Reply | Failure): QueryAnswer {
  const answer = readReply(reply);
  const unclaimed = answer.status === 403 && text(at(answer.json, 'error')) === UNCLAIMED;
  const [result] = list(at(answer.json, 'results'));
  const fine = answer.meaning === 'open' && count(at(result, 'statement_id')) !== null;
  const tables = fine && text(at(result, 'error')) === null ? tablesIn(at(result, 'series')) : null;
  return { ...answer, tables, unclaimed };
}

export function readReply(reply: Reply | Failure): Answer {
  return readAnswer(
    reply,
    (json) => text(at(json, 'error')) ?? text(at(json, 'message')) ?? text(at(list(at(json, 'results'))[0], 'error')),
  );
}

function tablesIn(series: Json | undefined): Table[] {
  return list(series)
    .slice(0, MOST_TABLES)
    .map((table) => ({
      name: text(at(table, 'name')) ?? '',
      columns: texts(at(table, 'columns')),
      rows: list(at(table, 'values')).map((row) => list(row)),
    }));
}

/** The texts of a column, of all tables. */
export function columnOf(tables: readonly Table[], column: string): string[] {
  return tables.flatMap(({ columns, rows }) => {
    const index = columns.indexOf(column);
    return index < 0 ? [] : rows.flatMap((row) => (typeof row[index] === 'string' ? [row[index]] : []));
  });
}

/** The one number of a table that counts. */
export function numberOf({ rows }: Table): number | null {
  return count(rows[0]?.[0]);
}

/** The databases that the statistics of 1.x name, with their number of series. Null where these are no statistics. */
export function readStatistics({ meaning, json }: Answer): ReadonlyMap<string, number> | null {
  const told = bag(json);
  if (meaning !== 'open' || told === null || bag(told['memstats']) === null) return null;
  const databases = new Map<string, number>();
  for (const value of Object.values(told)) {
    const [name, series] = [text(at(value, 'tags', 'database')), count(at(value, 'values', 'numSeries'))];
    if (text(at(value, 'name')) === 'database' && name !== null && series !== null) databases.set(name, series);
  }
  return databases;
}

/** Of 3.x: rows of a table of answers. */
export function rowsOf({ meaning, json }: Answer): readonly Json[] | null {
  return meaning === 'open' && Array.isArray(json) ? list(json) : null;
}

/** Its own monitoring; whatever else begins with an underline is the server’s, too. */
export function isSystem(database: string): boolean {
  return database.startsWith('_');
}
