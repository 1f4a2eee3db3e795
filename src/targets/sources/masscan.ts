import * as z from 'zod';
import type { Reading } from '../from.ts';
import { objectLines, portNumber } from './json-lines.ts';

const record = z.union([
  z.object({
    ip: z.string(),
    ports: z.array(
      z.object({
        port: portNumber,
        proto: z.string().default('tcp'),
        status: z.string().default('open'),
        service: z.object({ name: z.string() }).optional(),
      }),
    ),
  }),
  z.object({ finished: z.unknown() }),
]);

/** `masscan -oJ` or `-oD`: one host and port a line. Lists of `-oL` as well. */
export async function read({ source, add }: Reading): Promise<void> {
  const listed = (text: string, line: number): boolean => {
    const [, transport, port, ip] = /^open (tcp|udp) (\d{1,5}) ([0-9a-fA-F.:]+) \d+\s*$/.exec(text) ?? [];
    if (transport === 'tcp' && ip !== undefined) add({ host: ip, port: Number(port), line });
    return transport !== undefined || text.startsWith('#') || /^\{\s*finished: 1\s*\}$/.test(text.trim());
  };
  for await (const { value, line } of objectLines(source, record, 'masscan -oJ', listed)) {
    if (!('ip' in value)) continue;
    for (const { port, proto, status, service } of value.ports) {
      if (proto !== 'tcp' || (status !== 'open' && status !== '')) continue;
      add({ host: value.ip, port, line, word: service === undefined ? undefined : { text: service.name, by: 'name' } });
    }
  }
}
