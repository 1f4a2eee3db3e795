import { attributeOf, type Drawer } from '../../families/keys/drawers.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { ConsulChannel } from './requests.ts';

const MOST_SAMPLED = 40;
const LONGEST = 64 * 1024;

/** Values of a few keys of each kind go to the sink and nowhere else; those that lie deeper than three names are left out. */
export async function sampleValues(
  channel: ConsulChannel,
  drawers: readonly Drawer[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const { pattern, examples } of drawers.slice(0, MOST_SAMPLED)) {
    for (const key of examples.slice(0, records)) {
      const [one = '', two, three, ...deeper] = key.split('/');
      if (deeper.length > 0) continue;
      const reply = await (three !== undefined && two !== undefined
        ? channel.ask('value-three', { one, two, three })
        : two === undefined
          ? channel.ask('value', { one })
          : channel.ask('value-two', { one, two }));
      if (!reply.ok || reply.status !== 200) continue;
      const value = reply.text();
      if (value.length <= LONGEST) sink.see(pattern, attributeOf(pattern) ?? 'value', value);
    }
  }
}
