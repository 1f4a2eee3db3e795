import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, report as schema } from '../../src/model/report.ts';
import { blocks, machine, shell } from './pages.ts';
import type { Ended } from './program.ts';

/** A folder with the files that the pages speak of; its targets are a server of the test's. */
export interface Checkout {
  readonly home: string;
  readonly folder: string;
  run(script: string, environment?: Readonly<Record<string, string>>): Promise<Ended>;
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  report(name: string): Promise<Report>;
  /** Permissions of a file: 0o600. */
  mode(name: string): Promise<number>;
  remove(): Promise<void>;
}

export async function checkout(target: string): Promise<Checkout> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'unlatched-how-to-')));
  const folder = join(home, 'checkout');
  await machine(home);
  await mkdir(join(folder, 'audit'), { recursive: true });
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  // The config is the one that docs/how-to/ci.md shows.
  const [config = ''] = blocks('ci', 'yaml');
  for (const place of ['', 'audit/']) {
    await write(`${place}targets.txt`, `# of the test\n${target}\n`);
    await write(`${place}unlatched.yaml`, config);
  }
  return {
    home,
    folder,
    run: (script, environment = {}) => shell(script, { home, folder, environment }),
    write,
    read,
    report: async (name) => schema.parse(JSON.parse(await read(name))),
    mode: async (name) => (await stat(join(folder, name))).mode & 0o777,
    remove: () => rm(home, { recursive: true }),
  };
}
