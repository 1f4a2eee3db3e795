import * as z from 'zod';
import type { Reading } from '../from.ts';
import { objectLines, portNumber } from './json-lines.ts';

const record = z.object({
  ip: z.string().optional(),
  host: z.string().optional(),
  ports: z.array(portNumber).optional(),
  port: portNumber.optional(),
});

/** RustScan: `192.0.2.1 -> [22,6379]` as `--greppable` prints it, or one JSON object a line with `ip` and `ports`. */
export async function read({ source, add, note }: Reading): Promise<void> {
  const greppable = (text: string, line: number): boolean => {
    const [, host, ports] = /^\s*(\S+) -> \[([\d,\s]*)\]\s*$/.exec(text) ?? [];
    if (host === undefined || ports === undefined) return false;
    for (const port of ports.split(',').filter((part) => part.trim() !== '')) add({ host, port: Number(port), line });
    return true;
  };
  for await (const { value, line } of objectLines(source, record, 'rustscan --greppable', greppable)) {
    const host = value.ip ?? value.host;
    if (host === undefined) note(line, 'neither ip nor host stands in this line');
    else for (const port of value.ports ?? (value.port === undefined ? [] : [value.port])) add({ host, port, line });
  }
}
