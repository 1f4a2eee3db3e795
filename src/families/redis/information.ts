import type { Egress } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';

/** What INFO says, read line by line. Sections that an older server or a relative does not have are null or empty. */
export interface Information {
  /** `Redis`, `Valkey`, or the relative that it says it is. */
  readonly product: string;
  /** Its own version: what a relative calls `redis_version` is only what it is compatible with. */
  readonly version: string | null;
  /** `standalone`, `cluster`, `sentinel`. */
  readonly mode: string | null;
  /** `master`, `slave`. */
  readonly role: string | null;
  /** What master and replicas of one data set share, or the run of the process: 16 of its digits. */
  readonly identity: Readonly<Record<string, string>>;
  readonly databases: readonly { readonly number: number; readonly keys: number }[];
  /** Null where it names no databases at all: the section is missing. */
  readonly keys: number | null;
  readonly modules: readonly string[];
  /** Replicas, the master that it follows, and what a sentinel watches. */
  readonly links: readonly Egress[];
  readonly followsMaster: boolean;
}

/** Null where it is no INFO: it names no version. */
export function readInformation(text: string): Information | null {
  const lines = text.slice(0, 512 * 1024).split(/\r?\n/);
  const said = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0 && !line.startsWith('#') && !said.has(line.slice(0, at)))
      said.set(line.slice(0, at), line.slice(at + 1));
  }
  const own = productOf(said);
  if (own === null) return null;
  const databases = databasesOf(said);
  const role = said.get('role') ?? null;
  return {
    ...own,
    mode: said.get('redis_mode') ?? said.get('server_mode') ?? null,
    role,
    identity: identityOf(said),
    databases,
    keys: lines.includes('# Keyspace') ? databases.reduce((sum, { keys }) => sum + keys, 0) : null,
    modules: lines.flatMap((line) => /^module:name=([\w.-]{1,64})/.exec(line)?.[1] ?? []).slice(0, 64),
    links: linksOf(said),
    followsMaster: role === 'slave',
  };
}

/** The relatives state their own version beside the one that they are compatible with; KeyDB has it in its place, and its own name in others. */
const RELATIVES: readonly (readonly [string, string])[] = [
  ['dragonfly_version', 'Dragonfly'],
  ['kvrocks_version', 'Kvrocks'],
  ['garnet_version', 'Garnet'],
  ['redict_version', 'Redict'],
];

function productOf(said: ReadonlyMap<string, string>): { product: string; version: string | null } | null {
  const valkey = versionIn(said.get('valkey_version'));
  if (valkey !== null) return { product: 'Valkey', version: valkey };
  for (const [field, product] of RELATIVES) {
    const version = said.get(field);
    if (version !== undefined) return { product, version: named(product, version) };
  }
  const version = said.get('redis_version');
  if (version === undefined) return null;
  const isKeyDb = said.has('mvcc_depth') || /(?:^|\/)keydb-server$/.test(said.get('executable') ?? '');
  if (isKeyDb) return { product: 'KeyDB', version: named('KeyDB', version) };
  return { product: 'Redis', version: versionIn(version) };
}

/** With its name before it, so that no range of Redis's versions holds it. */
function named(product: string, version: string): string | null {
  const number = versionIn(version.replace(/^(?:df-)?v(?=\d)/, ''));
  return number === null ? null : `${product} ${number}`;
}

function versionIn(version: string | undefined): string | null {
  return version !== undefined && /^\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,20})?$/.test(version) ? version : null;
}

/** A replica shares its master's replication id: they are one store. */
function identityOf(said: ReadonlyMap<string, string>): Record<string, string> {
  const replication = hexOf(said.get('master_replid'));
  if (replication !== null) return { replicationId: replication };
  const run = hexOf(said.get('run_id'));
  return run === null ? {} : { runId: run };
}

function hexOf(id: string | undefined): string | null {
  return id !== undefined && /^[0-9a-f]{40}$/.test(id) && !/^0+$/.test(id) ? id.slice(0, 16) : null;
}

const MOST_DATABASES = 1_000;

function databasesOf(said: ReadonlyMap<string, string>): Information['databases'] {
  return [...said]
    .flatMap(([name, value]) => {
      const number = /^db(\d{1,5})$/.exec(name)?.[1];
      const keys = /^keys=(\d{1,15})(?:,|$)/.exec(value)?.[1];
      return number === undefined || keys === undefined ? [] : [{ number: Number(number), keys: Number(keys) }];
    })
    .sort((left, right) => left.number - right.number)
    .slice(0, MOST_DATABASES);
}

const MOST_LINKS = 200;

function linksOf(said: ReadonlyMap<string, string>): Egress[] {
  const links: Egress[] = [];
  const master = said.get('master_host');
  if (said.get('role') === 'slave' && master !== undefined && master !== '') {
    links.push({ kind: 'member', name: MASTER, ...place(master, said.get('master_port')) });
  }
  for (const [name, value] of said) {
    if (links.length >= MOST_LINKS) break;
    const part = (key: string) => new RegExp(`(?:^|,)${key}=([^,]{1,255})`).exec(value)?.[1];
    const replica = /^slave\d{1,4}$/.test(name) ? part('ip') : undefined;
    if (replica !== undefined) links.push({ kind: 'replica', name, ...place(replica, part('port')) });
    const watched = /^master\d{1,4}$/.test(name) ? part('address') : undefined;
    if (watched !== undefined) {
      links.push({ kind: 'member', name: part('name') ?? name, location: watched, host: hostOf(watched) });
    }
  }
  return links;
}

/** The name of the link to a master, for rules. */
export const MASTER = 'master';

function place(host: string, port: string | undefined): Pick<Egress, 'location' | 'host'> {
  const shown = host.includes(':') ? `[${host}]` : host;
  return { location: port === undefined ? shown : `${shown}:${port}`, host };
}
