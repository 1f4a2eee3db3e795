import type { Egress, Setting } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import type { MysqlChannel } from './requests.ts';
import { ask, type Given } from './speak.ts';

interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

/** A row by the names of its columns, in lower case: their order and number differ from version to version. */
type Named = ReadonlyMap<string, string>;

/** Where data can have gone, and who is connected, as far as the account is shown it. */
export async function lookAround(channel: MysqlChannel, engine: string): Promise<Around> {
  const proofs: Record<string, readonly number[]> = {};
  const settings: Record<string, Setting> = {};
  const told = (given: Given, key: string, proof: string, read: (row: Named) => Egress | null): Egress[] => {
    if (given.kind !== 'rows') return [];
    const found = named(given).flatMap((row) => read(row) ?? []);
    settings[key] = found.length;
    if (found.length > 0) proofs[proof] = [given.exchange];
    return found;
  };
  /** The old words, and the new ones where those are gone. */
  const either = async (old: 'replicas' | 'upstream', newer: 'replicas-new' | 'upstream-new') => {
    const given = await ask(channel, old);
    return given.kind === 'error' && given.error.code === NO_SUCH_WORD ? ask(channel, newer) : given;
  };
  if (engine === 'tidb') {
    const members = told(await ask(channel, 'members'), 'members', 'members', memberOf);
    const clients = told(await ask(channel, 'clients'), 'clients', 'clients', clientOf);
    return { egress: [...members, ...clients], settings, proofs };
  }
  const replicas = told(await either('replicas', 'replicas-new'), 'replicas', 'replicas', replicaOf);
  const upstream = told(await either('upstream', 'upstream-new'), 'upstream', 'members', upstreamOf);
  const foreign = told(await ask(channel, 'foreign'), 'foreignServers', 'remote-clusters', foreignOf);
  const clients = told(await ask(channel, 'clients'), 'clients', 'clients', clientOf);
  return { egress: [...replicas, ...upstream, ...foreign, ...clients], settings, proofs };
}

const NO_SUCH_WORD = 1064;

function named({ columns, rows }: Given & { kind: 'rows' }): Named[] {
  return rows.map((row) => new Map(columns.map((name, place) => [name.toLowerCase(), row[place] ?? ''])));
}

/** A replica tells its own name where it is configured to; its address is in the list of clients otherwise. */
function replicaOf(row: Named): Egress | null {
  const host = row.get('host') ?? '';
  const name = `replica ${row.get('server_id') ?? ''}`.trim();
  return { kind: 'replica', name, location: host === '' ? null : placeOf(host, row.get('port')), host: host || null };
}

function upstreamOf(row: Named): Egress | null {
  const host = row.get('master_host') ?? row.get('source_host') ?? '';
  const location = placeOf(host, row.get('master_port') ?? row.get('source_port'));
  return host === '' ? null : { kind: 'member', name: 'primary', location, host };
}

function memberOf(row: Named): Egress | null {
  const place = row.get('instance') ?? '';
  return {
    kind: 'member',
    name: escapeText(row.get('type') ?? 'member', 40),
    location: escapeText(place, 120),
    host: hostOf(place),
  };
}

function foreignOf(row: Named): Egress | null {
  const host = row.get('host') ?? '';
  const name = escapeText(`${row.get('wrapper') ?? ''} ${row.get('server_name') ?? ''}`.trim(), 120);
  return {
    kind: 'remote-cluster',
    name,
    location: host === '' ? null : placeOf(host, row.get('port')),
    host: host || null,
  };
}

function placeOf(host: string, port: string | undefined): string {
  return `${escapeText(host, 120)}${port && port !== '0' ? `:${escapeText(port, 8)}` : ''}`;
}

/** `203.0.113.7:50914`; the server's own threads have none. */
function clientOf(row: Named): Egress | null {
  const said = row.get('host') ?? '';
  const host = hostOf(said) ?? hostOf(said.replace(/:\d+$/, ''));
  const network = networkOf(host);
  return host === null || network === null ? null : { kind: 'client', name: network, location: network, host };
}
