import type { Drawer } from '../../families/keys/drawers.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { bag } from '../../wire/json.ts';
import type { Place } from './buckets.ts';
import { pathOf, type S3Channel } from './requests.ts';

type Sample = NonNullable<ProbeContext['sample']>;

/**
 * Records of a few objects of each kind go to the sink and nowhere else: of JSON that is called so, and of tables as text. Gives the
 * names of their fields, which nothing but their contents tells.
 */
export async function sampleObjects(
  channel: S3Channel,
  { here, name }: Place,
  { pattern, examples }: Drawer,
  { records, sink }: Sample,
): Promise<ReadonlySet<string>> {
  const fields = new Set<string>();
  for (const key of examples.slice(0, records)) {
    const path = pathOf([...(here ? [] : [name]), ...key.split('/')]);
    if (path === null) continue;
    const reply = await channel.ask(`part-${path.depth}`, path.params);
    if (!reply.ok || (reply.status !== 200 && reply.status !== 206)) continue;
    const rows = rowsOf(reply.json(), reply.text(), records);
    for (const [field, value] of rows.flatMap((row) => Object.entries(row)).slice(0, MOST_VALUES)) {
      fields.add(field);
      sink.see(`${name}/${pattern}`, field, value);
    }
  }
  return fields;
}

const MOST_VALUES = 2_000;

/** Records by their fields: of JSON, or of a table whose columns are named in its first line. */
export function rowsOf(json: Json | undefined, text: string, most: number): Readonly<Record<string, Json>>[] {
  const told = Array.isArray(json) ? (json as readonly Json[]) : json === undefined ? [] : [json];
  const bags = told
    .slice(0, most)
    .map(bag)
    .filter((row) => row !== null);
  return json === undefined ? tableOf(text, most) : bags;
}

/** Rows with a mark between cells in a cell itself are left out. */
function tableOf(text: string, most: number): Record<string, string>[] {
  const [head = '', ...rows] = text.split('\n', most + 1).map((line) => line.trim());
  const mark = [',', ';', '\t'].find((one) => head.includes(one));
  if (mark === undefined) return [];
  const cellsOf = (line: string) => line.split(mark).map((cell) => cell.replace(/^"(.*)"$/, '$1'));
  const names = cellsOf(head);
  if (!names.every((name) => /^[\w .-]{1,60}$/.test(name))) return [];
  return rows
    .map(cellsOf)
    .filter((cells) => cells.length === names.length)
    .map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}
