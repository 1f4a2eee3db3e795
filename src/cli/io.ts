import type { WriteStream } from 'node:tty';
import { NotWritten } from './messages.ts';

/** All that the command line reads from and writes to, so that commands can be tested without a process. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;
  readonly stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** The reader of stdout went away (`| head`): nothing more is printed, and nobody is told. */
export class ReaderGone extends Error {}

/** Writes and waits until it is out, so that a full disk (`NotWritten`) or a closed pipe (`ReaderGone`) is noticed. */
export function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (error === null || error === undefined) resolve();
      else if (error.code === 'EPIPE') reject(new ReaderGone('the reader of the output went away', { cause: error }));
      else reject(new NotWritten('standard output', error));
    });
  });
}

/** Small texts are joined, so that a report of many pieces is not as many system calls. */
export async function printAll(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  let held = '';
  for (const piece of pieces) {
    held += piece;
    if (held.length < 64 * 1024) continue;
    await print(stream, held);
    held = '';
  }
  if (held !== '') await print(stream, held);
}
