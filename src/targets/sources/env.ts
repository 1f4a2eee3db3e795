import { engineOfWord } from '../engine-words.ts';
import type { Reading } from '../from.ts';
import { placesIn } from './connection.ts';

const ASSIGNED = /^\s*(?:export\s+|-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[=:]\s*(.*?)\s*,?\s*$/;
const HOST = /^[\w.-]+$/;
/** Keys of a host whose port may stand in a key beside it: DB_HOST and DB_PORT, PGHOST and PGPORT. */
const HOST_KEY = /^(.*?)[_.-]?(?:host|hostname|server|endpoint)s?$/i;
const PORT_KEY = /^(.*?)[_.-]?port$/i;
const LIST_KEY =
  /(?:hosts|brokers|servers|nodes|endpoints|contact[_-]?points|addr|addrs|address|addresses|host|endpoint|server)$/i;

interface Half {
  readonly host: string;
  readonly key: string;
  readonly line: number;
}

/**
 * `.env` files and configs of applications, line by line: connection strings, hosts with a port, and hosts whose port stands in
 * a key beside them. Of a connection string the host and the port are taken, and the rest of it is let go of at once.
 */
export async function read({ source, add, note }: Reading): Promise<void> {
  const hosts = new Map<string, Half>();
  const ports = new Map<string, number>();
  for await (const { text, line } of source.lines()) {
    if (/^\s*(?:#|\/\/|;)/.test(text)) continue;
    const [, key = null, raw = ''] = ASSIGNED.exec(text) ?? [];
    const { places, unread } = placesIn(text);
    for (const why of unread) note(line, `a connection string was left out: ${why}`);
    for (const { scheme, host, port, written, tls } of places) {
      if (!isStore(scheme, port, written, key)) continue;
      add({ host, port, line, name: key, tls: tls ? 'tls' : 'auto', word: wordOf(scheme, key) });
    }
    if (key === null || places.length > 0 || raw.includes('://') || raw.includes('@')) continue;
    const value = raw.replace(/^["']|["']$/g, '');
    if (LIST_KEY.test(key)) {
      for (const [, host = '', port = ''] of value.matchAll(
        /(?:^|[[,\s"'])([A-Za-z0-9][\w.-]*):(\d{2,5})(?=$|[\],\s"'])/g,
      )) {
        add({ host, port: Number(port), line, name: key, word: wordOf(null, key) });
      }
    }
    const hostOf = HOST_KEY.exec(key)?.[1];
    if (hostOf !== undefined && HOST.test(value) && !hosts.has(hostOf.toLowerCase()))
      hosts.set(hostOf.toLowerCase(), { host: value, key, line });
    const portOf = PORT_KEY.exec(key)?.[1];
    if (portOf !== undefined && /^\d{1,5}$/.test(value)) ports.set(portOf.toLowerCase(), Number(value));
  }
  for (const [prefix, { host, key, line }] of hosts) {
    const port = ports.get(prefix);
    if (port !== undefined && !/^(?:\d|app|http|web|api|server)?$/.test(prefix)) {
      add({ host, port, line, name: key, word: wordOf(null, key) });
    }
  }
}

/** A web address counts only where its key is called like an engine, or it names a port that is not the web's. */
function isStore(scheme: string, port: number, written: boolean, key: string | null): boolean {
  if (!scheme.startsWith('http')) return true;
  return wordOf(null, key) !== undefined || (written && ![80, 443, 3000, 8000, 8080, 8443].includes(port));
}

/** The scheme, or the first part of a key, that is called like an engine. */
function wordOf(scheme: string | null, key: string | null): { text: string; by: 'scheme' | 'name' } | undefined {
  if (scheme !== null && engineOfWord(scheme) !== null) return { text: scheme, by: 'scheme' };
  const parts = (key ?? '')
    .toLowerCase()
    .split(/[_.-]/)
    .map((part) => part.replace(/^pg(?:host)?$/, 'postgres'));
  const text = parts.find((part) => engineOfWord(part) !== null);
  return text === undefined ? undefined : { text, by: 'name' };
}
