import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Measured, measure } from './measure.ts';
import { count, type FleetPlan } from './plan.ts';
import type { Scenario } from './scenarios.ts';
import { TOOLS, type Tool, type ToolName, targetLines } from './tools.ts';

const FLEET = fileURLToPath(new URL('fleet.ts', import.meta.url));

/** A tool is ended after this long: nmap waits for tar-pits without end. */
const MOST_MILLISECONDS = 180_000;

export interface Run extends Measured {
  /** Endpoints that the tool found open, or, of a peer without a verdict, found to answer; null where it did not end with an answer. */
  readonly found: number | null;
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly open: number;
  /** Open and protected: what a peer without a verdict can find. */
  readonly answering: number;
  readonly runs: ReadonlyMap<ToolName, readonly Run[]>;
}

/** Runs the tools of a scenario in turn, `times` rounds, so that a slow minute of the machine meets all of them. */
export async function runScenario(
  scenario: Scenario,
  options: {
    readonly times: number;
    readonly skip: ReadonlySet<ToolName>;
    readonly folder: string;
    readonly say: (line: string) => void;
  },
): Promise<Outcome> {
  const { folder, say } = options;
  const names = (['bare', 'unlatched', 'nmap'] as const).filter(
    (name) => (name === 'unlatched' || scenario.peers.includes(name)) && !options.skip.has(name),
  );
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, `${name}.txt`), targetLines(scenario, name));
  const fleet = await startFleet(scenario.fleet);
  const runs = new Map<ToolName, Run[]>(names.map((name) => [name, []]));
  try {
    for (let round = 0; round < options.times; round += 1) {
      for (const name of names) {
        const run = await runTool(TOOLS[name], scenario, join(folder, `${name}.txt`), join(folder, name));
        runs.get(name)?.push(run);
        say(
          `${scenario.name}, round ${round + 1}, ${name}: ${(run.wall / 1000).toFixed(2)} s, ${run.found ?? 'no answer'} found`,
        );
      }
    }
  } finally {
    await stopFleet(fleet);
  }
  const open = count(scenario.fleet, 'open');
  return { scenario, open, answering: open + count(scenario.fleet, 'protected'), runs };
}

async function runTool(tool: Tool, scenario: Scenario, targets: string, folder: string): Promise<Run> {
  mkdirSync(folder, { recursive: true });
  const measured = await measure(tool.command(scenario, targets), folder, { most: MOST_MILLISECONDS });
  if (measured.exit !== null && tool.exits.includes(measured.exit)) return { ...measured, found: tool.found(folder) };
  if (measured.exit !== null) {
    const said = readFileSync(join(folder, 'stderr'), 'utf8').slice(-2_000);
    throw new Error(`${tool.name} ended with ${measured.exit}:\n${said}`);
  }
  return { ...measured, found: null };
}

async function startFleet(plan: FleetPlan): Promise<ChildProcess> {
  const child = spawn(process.execPath, [FLEET, JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the fleet ended with ${code} before it was ready`)));
    child.stdout?.once('data', () => resolve());
  });
  return child;
}

async function stopFleet(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
