import { constants, createReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { Diagnostic } from './diagnostic.ts';

/** Bytes of a file that somebody named; a pipe may be named, too. One more than `most` and no further: a file may have no end. */
export async function readNamed(path: string, most: number): Promise<Buffer> {
  return gathered(createReadStream(path, { end: most }));
}

/**
 * The same of a file that was found by itself, whose bytes are a stranger's choice. A pipe, on which a reader waits for ever, and a
 * link that leads out of the folder, to what only the machine may read, are refused with a `Diagnostic` before a byte is read.
 */
export async function readFound(path: string, most: number, mend: string): Promise<Buffer> {
  const [real, folder] = await Promise.all([realpath(path), realpath(dirname(path))]);
  if (!real.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)) {
    throw new Diagnostic('this link leads out of its folder, and nobody named it', { where: path, mend });
  }
  // A pipe that is opened without this waits for a writer.
  const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await handle.stat()).isFile()) {
      throw new Diagnostic('this is no plain file, and nobody named it', { where: path, mend });
    }
    return await gathered(handle.createReadStream({ end: most, autoClose: false }));
  } finally {
    await handle.close();
  }
}

async function gathered(chunks: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk as Buffer);
  return Buffer.concat(parts);
}
