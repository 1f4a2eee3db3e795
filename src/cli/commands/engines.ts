import { stages } from '../../audit/stages.ts';
import { didYouMean } from '../../config/index.ts';
import type { Port } from '../../model/engine.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { requestsOf, requestTable } from '../requests.ts';

export async function list(context: Context): Promise<number> {
  const registry = await stages.registry();
  const rows = registry.map(({ id, title, ports }) => [id, title, ports.map(portText).join(', ')]);
  await context.print(columns([['engine', 'name', 'ports'], ...rows]));
  return 0;
}

export async function show(context: Context): Promise<number> {
  const [id = ''] = context.args;
  const registry = await stages.registry();
  const entry = registry.find((known) => known.id === id);
  if (entry === undefined) {
    throw new Diagnostic(`there is no engine "${id}"`, {
      mend: didYouMean(
        id,
        registry.map((known) => known.id),
      ),
    });
  }
  const engine = await entry.load();
  const levels = Object.entries(engine.levels).map(([level, text]) => [level, text]);
  const all = requestsOf(engine, { depth: 'impact', sample: true, login: true });
  await context.print(`${engine.title} (${engine.id})\ntested against: ${engine.tested}\n`);
  await context.print(
    `\nPorts\n${columns(
      engine.ports.map((port) => [portText(port), port.tls, port.role]),
      '  ',
    )}`,
  );
  await context.print(`\nWhat an anonymous visitor has\n${columns(levels, '  ')}`);
  await context.print(
    `\nAll that can be sent; sample only with --sample, login not with --no-login\n${requestTable(all, '  ')}`,
  );
  return 0;
}

function portText({ port, transport }: Pick<Port, 'port' | 'transport'>): string {
  return `${port}/${transport}`;
}
