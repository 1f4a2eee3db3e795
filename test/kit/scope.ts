import type { Target } from '../../src/model/endpoint.ts';
import { createScope, type PortChoice, type Scope, type ScopeRules } from '../../src/scope/index.ts';
import { noRules } from './line.ts';

/** The ports of an engine, as the catalogue would give them. */
export const OWN: readonly PortChoice[] = [{ port: 9200, transport: 'tcp', tls: 'auto' }];

/** `HOST`, `HOST:PORT`, `[V6]:PORT` or a CIDR; enough of a parser for these tests. */
export function target(text: string): Target {
  const [, six, plain, port] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(text) ?? [];
  const value = six ?? plain ?? text;
  const kind = value.includes('/') ? 'cidr' : /^[\d.]+$|:/.test(value) ? 'address' : 'name';
  return {
    text,
    source: null,
    host: { kind, value },
    port: port ? Number(port) : null,
    transport: 'tcp',
    tls: 'auto',
    path: '/',
  };
}

/** All that the targets come to: endpoints as `ADDRESS PORT`, refusals as `CODE ADDRESS`, and the whole items. */
export async function expanded(scope: Scope, texts: readonly string[], ports = OWN, options = {}) {
  const list = async function* () {
    for (const text of texts) yield target(text);
  };
  const endpoints: string[] = [];
  const refusals: string[] = [];
  const whole = [];
  for await (const item of scope.expand(list(), ports, options)) {
    whole.push(item);
    if (item.kind === 'endpoint') endpoints.push(`${item.endpoint.address} ${item.endpoint.port}`);
    else refusals.push(`${item.refusal.code} ${item.refusal.address ?? item.refusal.host}`);
  }
  return { endpoints, refusals, whole };
}

/** A scope with names of its own, on 1 June 2026, on a machine whose public address is 203.0.113.77. */
export const scopeOf = (rules: Partial<ScopeRules> = {}, addresses: Record<string, readonly string[]> = {}, txt = {}) =>
  createScope(
    { ...noRules, ...rules },
    {
      resolver: {
        addresses: (name) => Promise.resolve(addresses[name] ?? []),
        txt: (name) => Promise.resolve((txt as Record<string, string[]>)[name] ?? []),
      },
      clock: { now: () => Date.parse('2026-06-01T00:00:00Z'), monotonic: () => 0 },
      interfaces: () => ({
        eth0: [{ address: '203.0.113.77', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: null }],
      }),
    },
  );
