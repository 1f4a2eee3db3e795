import { stages } from '../../audit/stages.ts';
import { type Endpoint, endpointLabel, type Refusal } from '../../model/endpoint.ts';
import type { Engine } from '../../model/engine.ts';
import { type AuditSetup, setUpAudit } from '../audit-setup.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { requestsOf, requestTable } from '../requests.ts';

/** Says what a scan of the same words would ask. Names are resolved; nothing is sent to any of them. */
export async function run(context: Context): Promise<number> {
  const setup = await setUpAudit(context);
  const engineChoice = await stages.engineChoice();
  const choice = engineChoice(setup.options);
  const engines = new Map<string, Engine>();
  const refusals: Refusal[] = [];
  let endpoints = 0;

  await context.print('Endpoints\n');
  for await (const item of setup.scope.expand(setup.checked.targets(), choice.ports)) {
    if (item.kind === 'refusal') {
      refusals.push(item.refusal);
      continue;
    }
    const asked = await choice.forEndpoint(item.endpoint);
    for (const engine of asked) engines.set(engine.id, engine);
    endpoints += 1;
    await context.print(endpointLine(item.endpoint, asked, setup));
  }
  if (endpoints === 0) await context.print('  none\n');
  if (refusals.length > 0) {
    await context.print(`\nRefused by scope: nothing would be sent\n${columns(refusals.map(refusalRow), '  ')}`);
  }
  for (const engine of engines.values()) await context.print(engineText(engine, setup));
  await context.print(`\n${endpoints} endpoints would be asked, ${refusals.length} refusals. Nothing was sent.\n`);
  return endpoints === 0 && refusals.length > 0 ? 4 : 0;
}

function endpointLine(endpoint: Endpoint, asked: readonly Engine[], setup: AuditSetup): string {
  const permit = setup.scope.permit(endpoint.address, endpoint.port);
  const limited = permit.allowed && permit.limitDepth !== null ? ` (depth ${permit.limitDepth} at most)` : '';
  const at = endpoint.host === endpoint.address ? '' : ` at ${endpoint.address}`;
  return `  ${endpointLabel(endpoint)}${at}  ${asked.map(({ id }) => id).join(', ')}${limited}\n`;
}

function refusalRow({ target, address, code, reason, source }: Refusal): readonly string[] {
  const from = source === null ? '' : ` (${source.file}:${source.line})`;
  return [`${target}${from}`, address ?? '', code, reason];
}

function engineText(engine: Engine, { options }: AuditSetup): string {
  const allowed = { depth: options.depth, sample: options.sample > 0, login: options.login };
  return `\n${engine.title} (${engine.id}): at most these, none twice in a session, at depth ${options.depth}\n${requestTable(requestsOf(engine, allowed), '  ')}`;
}
