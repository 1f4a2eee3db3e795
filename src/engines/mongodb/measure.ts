import { counted, uncounted } from '../../families/facts/measurements.ts';
import type { Subject } from '../../model/engine.ts';
import type { AccessFacts, Measurement } from '../../model/facts.ts';
import { at, count } from '../../wire/json.ts';
import { viaOf } from './databases.ts';
import { isUniqueOn } from './fields.ts';
import { doorOf } from './inventory.ts';
import { MOST_MEASURED, type MongoChannel } from './requests.ts';
import { ask, batchOf } from './speak.ts';

/** Before it no stage counts. */
const FIRST_WITH_COUNT = 5;
/** They step over an index; others read every document for the same question. */
const STEPS_OVER = /^(?:MongoDB|Percona)/;

/** How many values a field has: as many as documents where an index lets each value in once, else by stepping over its index. */
export async function measureDistinct(
  channel: MongoChannel,
  subject: Subject,
  access: AccessFacts,
): Promise<Measurement> {
  const { collection, field } = subject;
  const door = doorOf(access);
  // The longest name first: a dot can stand in the name of a collection, and in old databases' own.
  const database = door.databases
    .filter((name) => collection.name.startsWith(`${name}.`))
    .toSorted((left, right) => right.length - left.length)[0];
  if (database === undefined) return uncounted(subject, 'its database is not listed any more');
  const params = { database, collection: collection.name.slice(database.length + 1), ...viaOf(door) };
  const indexes = await ask(channel, 'indexes', params);
  if ((batchOf(indexes) ?? []).some((index) => isUniqueOn(index, field))) {
    return counted(subject, collection.records, indexes.exchange);
  }
  if (!STEPS_OVER.test(String(access.settings['product']))) {
    return uncounted(subject, 'this server would read every document for it');
  }
  if (door.wire < FIRST_WITH_COUNT) return uncounted(subject, 'the server is too old to count values');
  if ((collection.records ?? MOST_MEASURED) >= MOST_MEASURED) return uncounted(subject, 'the collection is too large');
  const answer = await ask(channel, 'distinct', { ...params, field });
  const [row] = batchOf(answer) ?? [];
  const distinct = count(at(row, 'n'));
  return distinct === null
    ? uncounted(subject, `it was not counted: ${answer.said || 'an answer of another shape'}`, answer.exchange)
    : counted(subject, distinct, answer.exchange);
}
