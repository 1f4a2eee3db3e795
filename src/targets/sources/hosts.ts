import ipaddr from 'ipaddr.js';
import type { Reading } from '../from.ts';

/** `/etc/hosts`: addresses with their names, and no port. This host itself and multicast are left out. */
export async function read({ source, add }: Reading): Promise<void> {
  for await (const { text, line } of source.lines()) {
    const [address = '', ...names] = text.replace(/#.*$/, '').trim().split(/\s+/);
    if (!ipaddr.isValid(address) || names.length === 0) continue;
    const range = ipaddr.process(address).range();
    if (range === 'multicast' || range === 'unspecified' || range === 'broadcast') continue;
    if (range === 'loopback' && names.every((name) => /^(?:localhost|ip6-)/.test(name))) continue;
    if (/^f[ef]00::0?$/.test(address)) continue;
    add({ host: address, port: null, line, name: names.join(' ') });
  }
}
