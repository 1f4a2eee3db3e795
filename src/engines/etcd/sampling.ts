import { attributeOf, type Drawer } from '../../families/keys/drawers.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { readAnswer, readRange } from './answers.ts';
import { type EtcdChannel, hexOf } from './requests.ts';

const MOST_PREFIXES = 40;
const LONGEST = 64 * 1024;

/** Values of a few keys of each kind go to the sink and nowhere else, by what their keys say that they are. */
export async function sampleValues(
  channel: EtcdChannel,
  gateway: string,
  drawers: readonly Drawer[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const { pattern, examples } of drawers.slice(0, MOST_PREFIXES)) {
    for (const key of examples.slice(0, records)) {
      const range = readRange(readAnswer(await channel.ask('value', { gateway, from: hexOf(key) })));
      const value = range?.values[0];
      if (value === undefined || value.length > LONGEST) continue;
      sink.see(pattern, attributeOf(pattern) ?? 'value', value.toString('utf8'));
    }
  }
}
