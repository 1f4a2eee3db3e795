import type { Egress, Setting } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, type Guard, isTrue } from './speak.ts';
import type { Row } from './wire.ts';

interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

type Question = 'replicas' | 'upstream' | 'foreign' | 'clients' | 'slots';

/** Where data can have gone, and who is connected, as far as the server's views show it to us. */
export async function lookAround(channel: PostgresChannel, guard: Guard): Promise<Around> {
  const proofs: Record<string, readonly number[]> = {};
  const settings: Record<string, Setting> = {};
  const told = async <T>(name: Question, key: string, proof: string, read: (row: Row) => T | null): Promise<T[]> => {
    const answer = await ask(channel, name, guard);
    if (answer.kind !== 'rows') return [];
    const found = answer.rows.flatMap((row) => read(row) ?? []);
    settings[key] = found.length;
    if (found.length > 0) proofs[proof] = [answer.exchange];
    return found;
  };
  const egress = [
    ...(await told('replicas', 'replicas', 'replicas', replicaOf)),
    ...(await told('upstream', 'upstream', 'members', upstreamOf)),
    ...(await told('foreign', 'foreignServers', 'remote-clusters', foreignOf)),
    ...(await told('clients', 'clients', 'clients', clientOf)),
  ];
  await told('slots', 'replicationSlots', 'slots', ([name]) => name ?? null);
  Object.assign(settings, await takeSettings(channel, guard));
  return { egress, settings, proofs };
}

/** Without an address it is a process of the same host, over its socket. */
function replicaOf([application, address, state]: Row): Egress | null {
  if (!address) return null;
  const name = escapeText(application === null || application === undefined ? 'replica' : application, 80);
  return { kind: 'replica', name, location: `${address} ${state ?? ''}`.trim(), host: hostOf(address) };
}

function upstreamOf([host, port]: Row): Egress | null {
  if (!host || host.startsWith('/')) return null;
  return { kind: 'member', name: 'primary', location: `${escapeText(host, 120)}:${port ?? ''}`, host: hostOf(host) };
}

function foreignOf([name, wrapper, host, port]: Row): Egress | null {
  const location = host ? `${escapeText(host, 120)}${port ? `:${escapeText(port, 8)}` : ''}` : null;
  const said = `${escapeText(wrapper ?? 'foreign server', 40)} ${escapeText(name ?? '', 80)}`.trim();
  return { kind: 'remote-cluster', name: said, location, host: host && !host.startsWith('/') ? hostOf(host) : null };
}

function clientOf([address]: Row): Egress | null {
  if (!address) return null;
  const host = hostOf(address);
  return { kind: 'client', name: 'client', location: networkOf(host), host };
}

/** `inet` is shown with its mask where it is no single address. */
function hostOf(address: string): string {
  return address.split('/')[0] ?? address;
}

/** A person's address is not kept: 203.0.113.7 becomes 203.0.113.0/24, IPv6 its first three groups. */
function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  const groups = address.split(':').slice(0, 3);
  return `${groups.map((group) => group || '0').join(':')}::/48`;
}

async function takeSettings(channel: PostgresChannel, guard: Guard): Promise<Record<string, Setting>> {
  const answer = await ask(channel, 'settings', guard);
  if (answer.kind !== 'rows') return {};
  const told = new Map(answer.rows.map(([name, value]) => [name ?? '', value ?? '']));
  const listens = told.get('listen_addresses');
  const logs = told.get('log_connections');
  return {
    bindAny: listens === undefined ? null : /(?:^|[\s,])(?:\*|0\.0\.0\.0|::)(?:$|[\s,])/.test(listens),
    passwordEncryption: told.get('password_encryption') ?? null,
    // From 18 on it lists what is logged of a connection.
    logsConnections: logs === undefined ? null : logs !== '' && (isTrue(logs) || !['off', 'false', '0'].includes(logs)),
    clusterName: told.get('cluster_name') || null,
  };
}
