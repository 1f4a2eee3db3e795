import type { InventoryLimits } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count } from '../../wire/json.ts';
import { readAnswer } from './answers.ts';
import { type Mapped, readFieldCaps, readMapping } from './mappings.ts';
import { isAskable, type SearchChannel } from './requests.ts';

/** Servers refuse a request line of more than 4 KiB. */
const BATCH_BYTES = 2_500;
const BATCH_NAMES = 50;
const MOST_BATCHES = 60;
/** Mappings refused: this many indices are asked one by one for the fields that may be searched. */
const MOST_SINGLE = 20;

export interface FieldsTaken {
  readonly mapped: ReadonlyMap<string, Mapped>;
  readonly exchanges: readonly number[];
  /** Why some indices have no fields, or null. */
  readonly missing: string | null;
}

/** Mappings in batches of named indices; an answer that is too large is asked for again in halves. */
export async function takeFields(
  channel: SearchChannel,
  names: readonly string[],
  limits: InventoryLimits,
): Promise<FieldsTaken> {
  const mapped = new Map<string, Mapped>();
  const exchanges: number[] = [];
  const queue = batchesOf(names.filter(isAskable));
  let missing = queue.flat().length < names.length ? 'some names cannot be asked for safely' : null;
  let single = 0;
  for (let asked = 0; queue.length > 0; asked += 1) {
    const batch = queue.shift() ?? [];
    if (asked >= MOST_BATCHES) return { mapped, exchanges, missing: 'more mappings than an audit asks for' };
    const reply = await channel.ask('mappings', { indices: batch });
    const answer = readAnswer(reply);
    if (answer.meaning === 'open') {
      exchanges.push(answer.exchange);
      // Up to 2.x an index that never got a document has no mapping and is left out.
      if (!areMappings(answer.json)) missing = 'a mapping was answered with something else';
      for (const name of batch) {
        const told = at(answer.json, name);
        if (told !== undefined) mapped.set(name, readMapping(told, limits.fieldsPerCollection));
      }
    } else if (answer.meaning === 'busy') {
      return { mapped, exchanges, missing: `mappings were answered with ${answer.said}` };
    } else if (answer.meaning === 'refused' && batch.length === 1) {
      missing = 'mappings are refused';
      if (single < MOST_SINGLE) await fieldNames(batch[0] ?? '');
      single += 1;
    } else if (batch.length > 1 && (answer.meaning !== 'failed' || (!reply.ok && reply.kind === 'too-large'))) {
      queue.unshift(...halves(batch));
    } else {
      missing = `a mapping was answered with ${answer.said}`;
      if (!reply.ok && reply.kind !== 'too-large' && reply.kind !== 'protocol') return { mapped, exchanges, missing };
    }
  }
  return { mapped, exchanges, missing };

  async function fieldNames(index: string): Promise<void> {
    const answer = readAnswer(await channel.ask('field-names', { index }));
    if (answer.meaning !== 'open') return;
    exchanges.push(answer.exchange);
    mapped.set(index, readFieldCaps(answer.json, limits.fieldsPerCollection));
  }
}

function areMappings(json: Json | undefined): boolean {
  const indices = bag(json);
  return indices !== null && Object.values(indices).every((told) => bag(told) !== null);
}

function halves(batch: readonly string[]): string[][] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)].filter((half) => half.length > 0);
}

function batchesOf(names: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const name of names) {
    const length = encodeURIComponent(name).length + 1;
    const last = batches.at(-1);
    if (last === undefined || bytes + length > BATCH_BYTES || last.length >= BATCH_NAMES) {
      batches.push([name]);
      bytes = length;
    } else {
      last.push(name);
      bytes += length;
    }
  }
  return batches;
}

/** Documents that can be searched in one named index, nested ones not counted; null where that was not answered. */
export async function countDocuments(channel: SearchChannel, index: string): Promise<number | null> {
  if (!isAskable(index)) return null;
  const answer = readAnswer(await channel.ask('count', { index }));
  return answer.meaning === 'open' ? count(at(answer.json, 'count')) : null;
}
