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

/** Streams whose reader went away (`| head`). */
const unread = new WeakSet<NodeJS.WritableStream>();

/**
 * Writes and waits until it is out, so that a full disk (`NotWritten`) is noticed. Where the reader went away, nothing more is
 * printed and nobody is told: the exit code says what it would have said.
 */
export function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (unread.has(stream)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (error?.code === 'EPIPE') unread.add(stream);
      else if (error) return reject(new NotWritten('standard output', error));
      resolve();
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
