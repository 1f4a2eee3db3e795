import type { Drawer } from '../../families/keys/drawers.ts';
import type { ProbeContext, SampleSink } from '../../model/engine.ts';
import type { Json } from '../../model/request.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { bag } from '../../wire/json.ts';
import type { Place } from './buckets.ts';
import { pathOf, type S3Channel } from './requests.ts';

type Sample = NonNullable<ProbeContext['sample']>;

/** Records of a few objects of each kind go to the sink and nowhere else: of JSON, of JSON by lines, and of tables as text. */
export async function sampleObjects(
  channel: S3Channel,
  { here, name }: Place,
  { pattern, examples }: Drawer,
  { records, sink }: Sample,
): Promise<void> {
  for (const key of examples.slice(0, records)) {
    const path = pathOf([...(here ? [] : [name]), ...key.split('/')]);
    if (path === null) continue;
    const reply = await channel.ask(`part-${path.depth}`, path.params);
    if (!reply.ok || (reply.status !== 200 && reply.status !== 206)) continue;
    see(sink, `${name}/${pattern}`, reply.text(), records);
  }
}

export function see(sink: SampleSink, collection: string, text: string, most: number): void {
  const lines = text.split('\n', most + 1).map((line) => line.trim());
  const whole = parsed(text);
  const rows = Array.isArray(whole) ? (whole as readonly Json[]) : whole === undefined ? lines.map(parsed) : [whole];
  const bags = rows.slice(0, most).flatMap((row) => (bag(row) === null ? [] : [bag(row) ?? {}]));
  for (const row of bags) for (const [field, value] of Object.entries(row)) sink.see(collection, field, value);
  if (bags.length === 0 && whole === undefined) seeTable(sink, collection, lines);
}

function parsed(text: string): Json | undefined {
  return /^\s*[[{]/.test(text) ? (parseJson(text) as Json | undefined) : undefined;
}

/** Columns by the names in the first line; cells that hold the mark between cells themselves are left out. */
function seeTable(sink: SampleSink, collection: string, [head = '', ...rows]: readonly string[]): void {
  const mark = [',', ';', '\t'].find((one) => head.includes(one));
  if (mark === undefined) return;
  const bare = (cell: string) => cell.replace(/^"(.*)"$/, '$1');
  const names = head.split(mark).map(bare);
  if (!names.every((name) => /^[\w .-]{1,60}$/.test(name))) return;
  for (const row of rows) {
    const cells = row.split(mark).map(bare);
    if (cells.length !== names.length) continue;
    for (const [index, name] of names.entries()) sink.see(collection, name, cells[index] ?? '');
  }
}
