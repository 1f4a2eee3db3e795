import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressAt } from './plan.ts';
import type { Scenario } from './scenarios.ts';

export type ToolName = 'unlatched' | 'bare' | 'nmap';

/** One program of the comparison: how it is called for a scenario, and how many endpoints it found. */
export interface Tool {
  readonly name: ToolName;
  readonly title: string;
  command(scenario: Scenario, targets: string): readonly [string, ...string[]];
  /** Reads the run's own output in `folder`. */
  found(folder: string): number;
  /** Ends that are an answer; with any other the run is not counted. */
  readonly exits: readonly number[];
}

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const BARE_LOOP = fileURLToPath(new URL('bare-loop.ts', import.meta.url));
export const NMAP = '/usr/bin/nmap';

export function program(): string {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli/main.js is missing: npm run build');
  return PROGRAM;
}

export function nmapInstalled(): boolean {
  return existsSync(NMAP);
}

const unlatched: Tool = {
  name: 'unlatched',
  title: 'unlatched, inventory',
  exits: [0, 1, 3],
  command: ({ concurrency, timeout, portInTarget, fleet }, targets) => [
    process.execPath,
    program(),
    'scan',
    '-T',
    targets,
    ...(portInTarget ? [] : ['--ports', String(fleet.port)]),
    '--max-addresses',
    String(fleet.addresses),
    '--depth',
    'inventory',
    '--concurrency',
    String(concurrency),
    '--timeout',
    `${timeout}ms`,
    '--format',
    'jsonl',
  ],
  found: (folder) => {
    // The summary is the last line; those before it are many megabytes that need not be parsed.
    const last = readFileSync(join(folder, 'stdout'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const { summary } = JSON.parse(last) as {
      readonly summary: { readonly outcomes: Readonly<Record<string, number>> };
    };
    return summary.outcomes['exposed'] ?? 0;
  },
};

const bare: Tool = {
  name: 'bare',
  title: 'bare undici loop, 8 GETs each',
  exits: [0],
  command: ({ concurrency, timeout }, targets) => [
    process.execPath,
    BARE_LOOP,
    targets,
    String(concurrency),
    String(timeout),
  ],
  found: (folder) => Number.parseInt(readFileSync(join(folder, 'stdout'), 'utf8'), 10),
};

/** `+` forces the script on a port that nmap does not know: one HTTP request and its title, no verdict. */
const nmap: Tool = {
  name: 'nmap',
  title: 'nmap, connect and one HTTP request, no verdict',
  exits: [0],
  command: ({ fleet }, targets) => [
    NMAP,
    '-n',
    '-Pn',
    '-sT',
    '-T4',
    '--open',
    '-p',
    String(fleet.port),
    '--script',
    '+http-title',
    '--script-timeout',
    '5s',
    '-iL',
    targets,
  ],
  found: (folder) => readFileSync(join(folder, 'stdout'), 'utf8').match(/^\|_?http-title:/gm)?.length ?? 0,
};

export const TOOLS: Readonly<Record<ToolName, Tool>> = { unlatched, bare, nmap };

/** The target file of a tool: nmap wants addresses alone. */
export function targetLines({ fleet, portInTarget }: Scenario, tool: ToolName): string {
  const port = tool === 'bare' || (tool === 'unlatched' && portInTarget) ? `:${fleet.port}` : '';
  let lines = '';
  for (let place = 0; place < fleet.addresses; place += 1) lines += `${addressAt(place)}${port}\n`;
  return lines;
}
