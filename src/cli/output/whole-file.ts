import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * A standard stream; where it was redirected to a file, one that writes all or fails. Node's own takes a write that a full disk
 * cut short for a whole one, and a report of which the end is missing would pass for a report.
 */
export function whole<T extends NodeJS.WritableStream>(stream: T & { readonly fd: number }): T | Writable {
  if (!fstatSync(stream.fd).isFile()) return stream;
  const file = new Writable({
    write(chunk: Buffer, _, done) {
      try {
        for (let at = 0; at < chunk.length; ) at += writeSync(stream.fd, chunk, at);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  // Whoever writes is told of it.
  file.on('error', () => undefined);
  return file;
}
