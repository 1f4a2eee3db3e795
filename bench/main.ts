/**
 * `npm run bench`: unlatched, a bare undici loop and nmap over the same loopback fleet, one after the other, and the start-up of
 * short commands. `--write` puts the tables into docs/reference/speed.md; `--runs N`, `--only NAME` (repeatable, a
 * scenario's name or start-up) and `--skip bare|nmap` make it shorter. It measures and fails nothing.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { insertBetween } from './page.ts';
import { runScenario } from './run.ts';
import { SCENARIOS } from './scenarios.ts';
import { runStartUp } from './start-up.ts';
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

const parts = [
  `${times} runs each, in turn, on ${availableParallelism()} cores shared with the fleet; Node ${process.versions.node}, whole processes, start-up included.`,
  ...notes,
  '',
];
if (chosen('start-up')) parts.push(startUpTable(await runStartUp(times * START_UP_TIMES, `${FOLDER}/start-up`)));
for (const scenario of SCENARIOS.filter(({ name }) => chosen(name))) {
  parts.push(scenarioTable(await runScenario(scenario, { times, skip, folder: `${FOLDER}/${scenario.name}`, say })));
}
const text = parts.join('\n');
process.stdout.write(`${text}\n`);
if (values.write) {
  if (values.only.length > 0) throw new Error('--write needs all scenarios: leave --only out');
  writeFileSync(PAGE, insertBetween(readFileSync(PAGE, 'utf8'), 'bench', text));
}
rmSync(FOLDER, { recursive: true, force: true });
