import type { Bound } from '../../model/discovered.ts';

/** Where a socket that is bound to an address is reached from this host, and who else reaches it. */
export function boundTo(address: string): { readonly host: string; readonly bound: Bound } {
  const host = address
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d)/i, '');
  if (host === '' || host === '*' || host === '0.0.0.0') return { host: '127.0.0.1', bound: 'all interfaces' };
  if (host === '::') return { host: '::1', bound: 'all interfaces' };
  return { host, bound: /^127\.|^::1$|^localhost$/i.test(host) ? 'loopback' : 'one address' };
}
