import type { Reading } from '../from.ts';
import { boundTo } from './bound.ts';

/** What `ss -ltnp` prints; with `-u`, `-H` or `-e` as well. */
export async function read({ source, add, note }: Reading): Promise<void> {
  const sockets: { local: string; port: number; line: number; process: string | null }[] = [];
  for await (const { text, line } of source.lines()) {
    const words = text.trim().split(/\s+/);
    const state = words.indexOf('LISTEN');
    if (state === -1 || state > 1) continue;
    const [, local = '', port = ''] = /^(.*):(\d+)$/.exec(words[state + 3] ?? '') ?? [];
    const process = /users:\(\("([^"]*)"/.exec(text)?.[1] ?? null;
    if (port === '') note(line, 'no local address with a port stands in this line: write it with ss -ltnp');
    else sockets.push({ local, port: Number(port), line, process });
  }
  // One server that listens on both families is one endpoint.
  const everywhere = new Set(
    sockets.filter(({ local }) => local === '0.0.0.0' || local === '*').map(({ port }) => port),
  );
  for (const { local, port, line, process } of sockets) {
    const at = boundTo(local === '[::]' && everywhere.has(port) ? '*' : local);
    add({ ...at, port, line, name: process, word: process === null ? undefined : { text: process, by: 'name' } });
  }
}
