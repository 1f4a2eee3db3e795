import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Target } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { parseTarget, type Schemes } from './parse.ts';

/** One target a line; empty lines, and `#` at the start of a line or after a space to its end, are remarks. */
export async function* readLines(file: string, lines: AsyncIterable<string>, schemes?: Schemes): AsyncIterable<Target> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    const target = (line === 1 ? text.replace(/^\ufeff/, '') : text).replace(/(?:^|\s)#.*$/u, '').trim();
    if (target !== '') yield parseTarget(target, { file, line }, schemes);
  }
}

export async function* readListFile(file: string, schemes?: Schemes): AsyncIterable<Target> {
  const handle = await open(file, 'r').catch((cause: unknown) => unreadable(file, cause));
  try {
    if ((await handle.stat()).isDirectory()) unreadable(file, { code: 'EISDIR' });
    yield* readLines(file, handle.readLines({ encoding: 'utf8', autoClose: false }), schemes);
  } finally {
    await handle.close();
  }
}

export function readListStream(file: string, stream: Readable, schemes?: Schemes): AsyncIterable<Target> {
  return readLines(file, createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }), schemes);
}

const BECAUSE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

const WORDS = { what: 'the targets', mend: 'name a file with one target a line, or - for standard input' };

/** Throws the `Diagnostic` of a file that cannot be opened. */
export function unreadable(file: string, cause: unknown, words = WORDS): never {
  const code = (cause as { code?: string }).code ?? 'unknown';
  throw new Diagnostic(`${words.what} cannot be read: ${BECAUSE[code] ?? code}`, {
    where: file,
    mend: words.mend,
    cause,
  });
}
