import { readFileSync } from 'node:fs';
import { loadClasses } from '../../src/classify/index.ts';

/** A column of a public schema with the class that a reader gave it. Names and types are facts; values were never seen. */
export interface Column {
  readonly round: number;
  readonly source: string;
  readonly collection: string;
  readonly field: string;
  readonly type: string;
  readonly class: string | null;
}

/** What a round of columns scored before anything was changed because of it; null for the first, which the vocabulary was made with. */
export interface Round {
  readonly round: number;
  readonly firstLook: { readonly on: string; readonly precision: number; readonly recall: number } | null;
}

export interface Score {
  readonly columns: number;
  readonly found: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  /** What went wrong, one line each. */
  readonly errors: readonly string[];
}

export function readColumns(): { columns: readonly Column[]; rounds: readonly Round[] } {
  const text = readFileSync(new URL('../fixtures/columns.json', import.meta.url), 'utf8');
  return JSON.parse(text) as { columns: readonly Column[]; rounds: readonly Round[] };
}

export async function measureColumns(
  columns: readonly Column[],
): Promise<{ all: Score; byRound: readonly { round: number; score: Score }[] }> {
  const { names } = await loadClasses();
  const judged = columns.map((column) => ({
    ...column,
    given: names.classOf(column.collection, column.field, column.type),
  }));
  const rounds = Map.groupBy(judged, ({ round }) => round);
  return {
    all: score(judged),
    byRound: [...rounds]
      .sort(([left], [right]) => left - right)
      .map(([round, members]) => ({ round, score: score(members) })),
  };
}

function score(judged: readonly (Column & { given: string | null })[]): Score {
  const found = judged.filter((column) => column.given !== null && column.given === column.class).length;
  const wrong = judged.filter((column) => column.given !== null && column.given !== column.class).length;
  const missed = judged.filter((column) => column.class !== null && column.given !== column.class).length;
  return {
    columns: judged.length,
    found,
    wrong,
    missed,
    precision: found / (found + wrong),
    recall: found / (found + missed),
    errors: judged
      .filter((column) => column.given !== column.class)
      .map(
        ({ collection, field, type, class: wanted, given }) => `${collection}.${field} ${type}: ${wanted} but ${given}`,
      ),
  };
}
