import type { ProbeContext } from '../../model/engine.ts';
import type { Collection } from '../../model/facts.ts';
import { listOf } from '../../wire/resp.ts';
import { attributeOf } from '../keys/drawers.ts';
import { readAnswer } from './answers.ts';
import type { Found } from './inventory.ts';
import type { RedisChannel } from './requests.ts';

const MOST_SAMPLED = 40;

/** Values of a few keys of each kind go to the sink and nowhere else: texts as `value`, hashes field by field. */
export async function sampleValues(
  channel: RedisChannel,
  found: readonly Found[],
  collections: readonly Collection[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const [index, { database, drawer }] of found.slice(0, MOST_SAMPLED).entries()) {
    const collection = collections[index];
    if (collection === undefined) return;
    for (const key of drawer.examples.slice(0, records)) {
      if (collection.kind === 'string') {
        const { value } = readAnswer(await channel.ask('value', { database, key }));
        sink.see(collection.name, attributeOf(drawer.pattern) ?? 'value', value);
      } else if (collection.kind === 'hash') {
        const { value } = readAnswer(await channel.ask('entries', { database, key }));
        const members = listOf(listOf(value)[1]);
        for (let at = 0; at + 1 < members.length; at += 2) {
          const field = members[at];
          const known = collection.fields.some(({ name }) => name === field);
          if (known && typeof field === 'string') sink.see(collection.name, field, members[at + 1]);
        }
      }
    }
  }
}
