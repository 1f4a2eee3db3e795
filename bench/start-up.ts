import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Measured, measure } from './measure.ts';
import { program } from './tools.ts';

/** Loopback, and nobody of the bench serves anything on it. */
const CLOSED_HOST = '127.0.0.77';

export interface StartUp {
  readonly title: string;
  /** Milliseconds that the issue asks for; null for the yardstick. */
  readonly most: number | null;
  readonly runs: readonly Measured[];
}

/** Short commands, in turn, beside Node doing nothing at all. */
export async function runStartUp(times: number, folder: string): Promise<readonly StartUp[]> {
  mkdirSync(folder, { recursive: true });
  const closed = `127.0.0.1:${await closedPort()}`;
  return inTurn(times, folder, [
    { title: '`node -e 0` (the floor)', most: null, command: [process.execPath, '-e', '0'] },
    { title: '`unlatched --help`', most: 150, command: [process.execPath, program(), '--help'] },
    { title: '`unlatched scan` of one closed port', most: 400, command: [process.execPath, program(), 'scan', closed] },
  ]);
}

/** Beside the servers: a host where nothing listens on any port of any engine, and help, which loads none of them. */
export function runAround(times: number, folder: string): Promise<readonly StartUp[]> {
  mkdirSync(folder, { recursive: true });
  return inTurn(times, folder, [
    { title: '`unlatched --help`', most: 150, command: [process.execPath, program(), '--help'] },
    {
      title: '`unlatched scan HOST`, every port closed',
      most: 2_000,
      command: [process.execPath, program(), 'scan', CLOSED_HOST],
    },
  ]);
}

type Command = Omit<StartUp, 'runs'> & { readonly command: readonly [string, ...string[]] };

async function inTurn(times: number, folder: string, commands: readonly Command[]): Promise<readonly StartUp[]> {
  const runs = commands.map((): Measured[] => []);
  for (let round = 0; round < times; round += 1) {
    for (const [place, { command }] of commands.entries()) runs[place]?.push(await measure(command, folder));
  }
  return commands.map(({ title, most }, place) => ({ title, most, runs: runs[place] ?? [] }));
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
