import { stages } from '../audit/stages.ts';
import type { Known } from '../model/discovered.ts';
import type { Context } from './context.ts';

/** The engines that there are, as plain data. */
export type Registry = Awaited<ReturnType<typeof stages.registry>>;

/** What the sources of `--from` name. Says on stderr how much of it lies inside networks of containers, which is not asked. */
export async function knownFrom(from: readonly string[], registry: Registry, context: Context): Promise<Known> {
  const known = await readSources(from, registry, context);
  const { values } = await context.config();
  const inside = known.endpoints.filter(({ bound }) => bound === 'inside').length;
  if (!values.quiet && inside > 0) {
    context.say(
      `unlatched: ${inside} endpoints lie inside networks of containers and are not asked; unlatched discover lists them\n`,
    );
  }
  return known;
}

/** The same in silence. */
export async function readSources(from: readonly string[], registry: Registry, context: Context): Promise<Known> {
  const { readKnown } = await stages.targets();
  const byPort = new Map<number, string[]>();
  const usual = new Map<string, number>();
  for (const { id, ports } of registry) {
    for (const { port, transport } of ports) {
      if (transport !== 'tcp') continue;
      byPort.set(port, [...(byPort.get(port) ?? []), id]);
      if (!usual.has(id)) usual.set(id, port);
    }
  }
  return readKnown(from, context.io.stdin, { byPort, usual });
}
