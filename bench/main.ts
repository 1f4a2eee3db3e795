/**
 * `npm run bench`: unlatched, a bare undici loop and nmap over the same loopback fleet, one after the other, and the start-up of
 * short commands; fifteen real servers in containers; a large report in each format. `--write` puts the tables into
 * docs/reference/speed.md; `--runs N`, `--only NAME` (repeatable: a scenario's name, start-up, servers or reports) and
 * `--skip bare|nmap` make it shorter. It measures and fails nothing.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engineMissing } from '../test/kit/lab.ts';
import { insertBetween } from './page.ts';
import { runReports } from './reports.ts';
import { runScenario } from './run.ts';
import { SCENARIOS } from './scenarios.ts';
import { reportsTable, serversTable } from './server-tables.ts';
import { runServers } from './servers-run.ts';
import { runAround, runStartUp } from './start-up.ts';
import { scenarioTable, startUpTable } from './tables.ts';
import { nmapInstalled, type ToolName } from './tools.ts';

const PAGE = fileURLToPath(new URL('../docs/reference/speed.md', import.meta.url));
const FOLDER = fileURLToPath(new URL('../out/bench', import.meta.url));
/** Short commands are cheap to repeat and vary more. */
const START_UP_TIMES = 5;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true, default: [] },
    skip: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});
const times = Number(values.runs);
const chosen = (name: string) => values.only.length === 0 || values.only.includes(name);
const skip = new Set<ToolName>(values.skip.filter((name) => name === 'bare' || name === 'nmap'));
const notes: string[] = [];
if (!nmapInstalled()) {
  skip.add('nmap');
  notes.push('nmap is not installed here and was left out.');
}
const say = (line: string) => process.stderr.write(`${line}\n`);

const setting = [
  `${times} runs each, in turn, on ${availableParallelism()} cores shared with what is measured and with other work (load ${loadavg()[0]?.toFixed(1)} when it began); Node ${process.versions.node}, whole processes, start-up included.`,
  ...notes,
  '',
];
const scenarios = SCENARIOS.filter(({ name }) => chosen(name));
const fleet = scenarios.length > 0 || chosen('start-up');
if (values.write && fleet && (scenarios.length < SCENARIOS.length || !chosen('start-up')))
  throw new Error('--write needs all scenarios and the start-up together, or none of them');
const blocks: { readonly name: string; readonly parts: readonly string[] }[] = [];

if (fleet) {
  const parts: string[] = [];
  if (chosen('start-up')) parts.push(startUpTable(await runStartUp(times * START_UP_TIMES, `${FOLDER}/start-up`)));
  for (const scenario of scenarios) {
    parts.push(scenarioTable(await runScenario(scenario, { times, skip, folder: `${FOLDER}/${scenario.name}`, say })));
  }
  blocks.push({ name: 'bench', parts });
}
const missing = chosen('servers') ? await engineMissing() : null;
if (missing !== null) say(`the servers were left out: ${missing}`);
else if (chosen('servers')) {
  const around = await runAround(times * START_UP_TIMES, `${FOLDER}/around`);
  const outcome = await runServers({ times, nmap: !skip.has('nmap'), folder: `${FOLDER}/servers`, say });
  blocks.push({ name: 'servers', parts: [serversTable(outcome), startUpTable(around, 'Beside it')] });
}
if (chosen('reports')) {
  blocks.push({
    name: 'reports',
    parts: [reportsTable(await runReports(times, `${FOLDER}/reports`, say))],
  });
}
for (const { name, parts } of blocks) {
  const text = [...setting, ...parts].join('\n');
  process.stdout.write(`${text}\n`);
  if (values.write) writeFileSync(PAGE, insertBetween(readFileSync(PAGE, 'utf8'), name, text));
}
rmSync(FOLDER, { recursive: true, force: true });
