import * as z from 'zod';
import type { Reading } from '../from.ts';
import { objectLines, portNumber } from './json-lines.ts';

const record = z.object({
  ip: z.string().optional(),
  host: z.string().optional(),
  port: z.union([portNumber, z.object({ Port: portNumber }).transform(({ Port }) => Port)]),
  protocol: z.string().default('tcp'),
  tls: z.boolean().default(false),
});

/** `naabu -json`: one host and port a line. The address that was scanned counts, and the name it was found by is kept beside. */
export async function read({ source, add, note }: Reading): Promise<void> {
  for await (const { value, line } of objectLines(source, record, 'naabu -json')) {
    const host = value.ip ?? value.host;
    if (host === undefined) note(line, 'neither ip nor host stands in this line');
    else if (value.protocol === 'tcp') {
      add({ host, port: value.port, line, name: value.host ?? null, tls: value.tls ? 'tls' : 'auto' });
    }
  }
}
