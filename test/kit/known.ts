import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Known, knownLabel } from '../../src/model/discovered.ts';
import { readKnown } from '../../src/targets/index.ts';

const OWNERS = {
  byPort: new Map([
    [5432, ['postgresql']],
    [6379, ['redis', 'valkey']],
    [9200, ['elasticsearch', 'opensearch']],
  ]),
  usual: new Map([
    ['postgresql', 5432],
    ['redis', 6379],
    ['mongodb', 27_017],
  ]),
};

/** What sources name, with the folder that was made for them taken out of every path. */
export interface Read extends Known {
  /** `ENDPOINT|ENGINE|BOUND|LINE`, one for each source. */
  readonly rows: readonly string[];
  readonly remarks: readonly string[];
}

/** Reads sources of the given files; `from` stands for `KIND:NAME`. */
export async function known(
  files: Readonly<Record<string, string>>,
  from: readonly string[],
  stdin: Readable | null = null,
): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'unlatched-known-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const paths = from.map((written) => written.replace(/:(?!-$)(.*)$/, (_, name: string) => `:${join(folder, name)}`));
  const here = (text: string): string => text.replaceAll(`${folder}/`, '');
  try {
    const found = await readKnown(paths, stdin, OWNERS);
    const rows = found.endpoints.flatMap((endpoint) =>
      endpoint.sources.map(({ line }) =>
        [knownLabel(endpoint), endpoint.guess?.engines.join('+') ?? '', endpoint.bound ?? '', line].join('|'),
      ),
    );
    return { ...found, rows, remarks: found.notes.map(({ where, what }) => `${here(where)} ${here(what)}`) };
  } catch (error) {
    const { where } = error as { where?: string };
    if (where !== undefined) Object.assign(error as object, { where: here(where) });
    throw error;
  }
}
