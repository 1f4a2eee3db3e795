import { createHash } from 'node:crypto';
import type { Endpoint } from '../model/endpoint.ts';

/**
 * The identity of a finding: sha256 (hexadecimal) over rule, host as written, port, transport and base path. Address and
 * version are left out on purpose: the same hole is the same finding after a restart, an upgrade or a new DNS answer.
 */
export function fingerprint(rule: string, at: Pick<Endpoint, 'host' | 'port' | 'transport' | 'path'>): string {
  return createHash('sha256')
    .update([rule, at.host.toLowerCase(), String(at.port), at.transport, at.path].join('\n'))
    .digest('hex');
}
