import { Diagnostic } from '../../support/diagnostic.ts';
import type { Reading } from '../from.ts';
import type { SourceFile } from '../source-file.ts';
import { boundTo } from './bound.ts';

const LISTENING = '0A';

/** Listening sockets of this host: the tables `tcp` and `tcp6` of a folder such as `/proc/net`. */
export async function read({ source, add }: Reading): Promise<void> {
  let tables = 0;
  for (const table of ['tcp', 'tcp6']) {
    const file = source.within(table);
    if (!(await file.isThere())) continue;
    tables += 1;
    for await (const { address, port, line } of listening(file)) {
      // A socket of both families, which is what `::` is but for rare servers, is reached as this one.
      add({ ...boundTo(address === '::' ? '*' : address), port, file: file.file, line });
    }
  }
  if (tables === 0) {
    throw new Diagnostic('no table of sockets stands there', {
      where: source.file,
      mend: 'on Linux write --from proc:/proc/net; elsewhere ss -ltnp, and --from ss:FILE',
    });
  }
}

async function* listening(file: SourceFile): AsyncGenerator<{ address: string; port: number; line: number }> {
  for await (const { text, line } of file.lines()) {
    const [, local = '', , state] = text.trim().split(/\s+/);
    const parts = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(local);
    if (parts === null || state !== LISTENING) continue;
    const address = addressOf(parts[1] ?? '');
    const port = Number.parseInt(parts[2] ?? '', 16);
    if (port > 0) yield { address, port, line };
  }
}

/** Words of 32 bits, each in the order of a little-endian machine. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  for (let word = 0; word < bytes.length; word += 4) bytes.subarray(word, word + 4).reverse();
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return hex;
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff') return bytes.subarray(12).join('.');
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':');
}
