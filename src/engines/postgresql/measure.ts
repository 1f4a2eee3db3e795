import { counted, uncounted } from '../../families/facts/measurements.ts';
import type { Subject } from '../../model/engine.ts';
import type { Measurement } from '../../model/facts.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, type Door, type Guard, isTrue, open } from './speak.ts';
import { collectionName, numberIn, rowsOf, takeTables } from './tables.ts';

/** The sessions that the inventory had: the collection lies in one of these databases. */
export interface Sessions {
  readonly door: Door;
  readonly guard: Guard;
  readonly databases: readonly string[];
}

/** How many values a column has, as the planner or a unique index knows it: no table is read, whatever its size. */
export async function measureDistinct(
  channel: PostgresChannel,
  subject: Subject,
  { door, guard, databases }: Sessions,
): Promise<Measurement> {
  const { collection, field } = subject;
  // The longest name first: `shop.eu` is a database, too, where `shop` has a schema `eu`.
  const holding = databases
    .filter((name) => collection.name.startsWith(`${name}.`))
    .toSorted((left, right) => right.length - left.length);
  for (const database of holding) {
    const { opening } = await open(channel, door, { database });
    if (opening?.kind !== 'ready') continue;
    const { facts } = await takeTables(channel, guard);
    const fact = facts.find((one) => collectionName(database, one) === collection.name);
    if (fact === undefined) continue;
    const { schema, table } = fact;
    const answer = await ask(channel, 'distinct', guard, { schema, table, field });
    const { exchange } = answer;
    if (answer.kind !== 'rows') return uncounted(subject, 'the statistics could not be read', exchange);
    const [planned, nulls, rows, live, unique] = answer.rows[0] ?? [];
    const distinct = distinctOf(
      numberIn(planned),
      numberIn(nulls) ?? 0,
      collection.records ?? rowsOf(numberIn(rows), numberIn(live)),
      isTrue(unique),
    );
    return distinct === null
      ? uncounted(subject, 'the planner has no statistics of this column yet', exchange)
      : counted(subject, distinct, exchange);
  }
  return uncounted(subject, 'its database could not be entered again');
}

/** Below zero, `n_distinct` is a share of the rows: -1 is a value a row. It leaves out those without a value only above zero. */
export function distinctOf(planned: number | null, nulls: number, rows: number | null, unique: boolean): number | null {
  if (unique) return rows === null ? null : Math.round(rows * (1 - nulls));
  if (planned === null || planned === 0) return null;
  if (planned > 0) return Math.round(planned);
  return rows === null ? null : Math.min(rows, Math.round(-planned * rows));
}
