import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Diagnostic } from '../support/diagnostic.ts';

/** About three million addresses; more belong in a file, which is read twice instead. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Text of what can be read only once (standard input, a named pipe), by the name it was given. */
export type Held = ReadonlyMap<string, string>;

export async function holdStreams(files: readonly string[], stdin: NodeJS.ReadableStream | null): Promise<Held> {
  const held = new Map<string, string>();
  for (const file of new Set(files)) {
    if (file === '-') {
      if (stdin !== null) held.set(file, await readAll('-', stdin as Readable));
    } else if ((await stat(file).catch(() => null))?.isFIFO() === true) {
      const handle = await open(file, 'r');
      held.set(file, await readAll(file, handle.createReadStream()));
    }
  }
  return held;
}

async function readAll(file: string, stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += part.length;
    if (bytes > MOST_BYTES) {
      throw new Diagnostic('more than 64 MiB of targets cannot be held', {
        where: file,
        mend: 'write them to a file and name it with -T',
      });
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
