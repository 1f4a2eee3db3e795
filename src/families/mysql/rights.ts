import type { Level } from '../../model/access.ts';

/** What the account may do, by the server's own answer to SHOW GRANTS: nothing is tried. */
export interface Rights {
  readonly level: Level;
  /** May read and write files of the host, as far as `secure_file_priv` lets it. */
  readonly files: boolean;
  /** May read all databases; otherwise what is seen is a part. */
  readonly readsAll: boolean;
  /** `ALL PRIVILEGES ON *.*`: what it may do where, in the server's words, without the names of columns. */
  readonly said: readonly string[];
}

interface Grant {
  readonly rights: readonly string[];
  readonly place: string;
}

/** Everything, as under `skip-grant-tables`, where nobody is asked. */
export const EVERYTHING: Rights = { level: 'admin', files: true, readsAll: true, said: ['all rights, unchecked'] };
export const NOTHING: Rights = { level: 'none', files: false, readsAll: false, said: [] };

const ALL = 'ALL PRIVILEGES';
const ADMINISTERS = new Set([ALL, 'SUPER', 'CREATE USER']);
const WRITES = new Set([ALL, 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER']);
const MOST_SAID = 8;

export function rightsOf(lines: readonly string[]): Rights {
  const grants = lines.flatMap((line) => readGrant(line) ?? []);
  const may = (names: ReadonlySet<string>, on: (place: string) => boolean) =>
    grants.some(({ rights, place }) => on(place) && rights.some((right) => names.has(right)));
  const everywhere = (place: string) => place === '*.*';
  // Whoever writes the tables of accounts makes himself an administrator.
  const admin = may(ADMINISTERS, everywhere) || may(WRITES, (place) => everywhere(place) || place.startsWith('mysql.'));
  const write = may(WRITES, (place) => !/^(?:mysql|sys|information_schema|performance_schema)\./.test(place));
  return {
    level: admin ? 'admin' : write ? 'write' : 'none',
    files: may(new Set([ALL, 'FILE']), everywhere),
    readsAll: may(new Set([ALL, 'SELECT']), everywhere),
    said: grants
      .slice(0, MOST_SAID)
      .map(({ rights, place }) => `${rights.slice(0, 5).join(', ')}${rights.length > 5 ? ', …' : ''} ON ${place}`),
  };
}

/** `GRANT SELECT, INSERT (a) ON [TABLE] db.table TO …`; null for roles, proxies and routines. */
function readGrant(line: string): Grant | null {
  const [, list = '', kind, where = ''] =
    /^GRANT (.{1,4000}?) ON (?:(TABLE|FUNCTION|PROCEDURE|PACKAGE|PACKAGE BODY) )?((?:\*|`(?:[^`]|``)*`|[\w$]+)\.(?:\*|`(?:[^`]|``)*`|[\w$]+)) TO /s.exec(
      line,
    ) ?? [];
  if (where === '' || (kind !== undefined && kind !== 'TABLE')) return null;
  const rights = list
    .replace(/ ?\([^)]*\)/g, '')
    .split(',')
    .map((right) => right.trim().toUpperCase())
    .filter((right) => right !== 'USAGE');
  const place = where.replace(/`((?:[^`]|``)*)`/g, (_, name: string) => name.replaceAll('``', '`'));
  return rights.length === 0 ? null : { rights, place };
}
