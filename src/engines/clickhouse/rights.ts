import type { Level } from '../../model/access.ts';
import type { Asker } from './speak.ts';

/** What the account that visitors are let in as may do, by the server's own answers. */
export interface Rights {
  readonly level: Level;
  /** 0: its settings forbid no changes; null: not told. */
  readonly readonly: number | null;
  /** There are no rights below the account: before 20.1, an account that may change anything may change all. */
  readonly absent: boolean;
  /** It may make the server reach other hosts, or read files, by table functions. */
  readonly sources: boolean | null;
  readonly exchanges: readonly number[];
}

export const NOBODY: Rights = { level: 'none', readonly: null, absent: false, sources: null, exchanges: [] };

const ADMINISTERS = new Set([
  'ALL',
  'ACCESS MANAGEMENT',
  'CREATE USER',
  'ALTER USER',
  'ROLE ADMIN',
  'SYSTEM',
  'SYSTEM SHUTDOWN',
]);
/** By their first word; tables for the time of a session are nobody else's. */
const WRITES = new Set(['ALL', 'INSERT', 'ALTER', 'CREATE', 'DROP', 'TRUNCATE', 'UPDATE', 'DELETE']);
const FLEETING = /\bTEMPORARY TABLE$/;
const SOURCES =
  /^(?:ALL|SOURCES|URL|REMOTE|MYSQL|POSTGRES|S3|FILE|HDFS|ODBC|JDBC|MONGO|READ(?: ON (?:URL|REMOTE|S3|FILE))?)$/;

export async function takeRights(asker: Asker, version: string | null): Promise<Rights> {
  const setting = await asker.askReadonly();
  // Words that a server of before does not know bring its native port out of step.
  const grants = /^1\d\./.test(version ?? '') ? null : await asker.ask('grants');
  const settings = new Map(setting.rows.map(([name = '', value = '']) => [name, value]));
  const value = settings.get('readonly');
  const readonly = value !== undefined && /^\d$/.test(value) ? Number(value) : null;
  const changes = readonly === 0;
  const exchanges = [setting, grants].flatMap((said) => (said?.meaning === 'rows' ? [said.exchange] : []));
  if (grants === null || grants.meaning === 'missing') {
    const all = changes && settings.get('allow_ddl') !== '0';
    return {
      level: all ? 'admin' : changes ? 'write' : 'none',
      readonly,
      absent: all,
      // With 1 table functions are forbidden, too; whoever may set nothing else (2) has them.
      sources: readonly === null ? null : readonly !== 1,
      exchanges,
    };
  }
  const granted = grants.rows.flatMap(([line = '']) => rightsIn(line));
  const administers = granted.some(({ right, everywhere }) => everywhere && ADMINISTERS.has(right));
  const writes = granted.some(({ right }) => WRITES.has(right.split(' ', 1)[0] ?? '') && !FLEETING.test(right));
  const level = !changes ? 'none' : administers ? 'admin' : writes ? 'write' : 'none';
  return {
    level,
    readonly,
    absent: false,
    sources:
      grants.meaning === 'rows'
        ? readonly !== 1 && granted.some(({ right, everywhere }) => everywhere && SOURCES.test(right))
        : null,
    exchanges,
  };
}

/** `GRANT SELECT, INSERT(a, b), ALTER UPDATE ON shop.* TO default WITH GRANT OPTION`; a role's own grants are not looked up. */
export function rightsIn(line: string): { readonly right: string; readonly everywhere: boolean }[] {
  const [, rights, where] = /^GRANT ([^]{1,20000}?) ON (\S{1,500}) TO /.exec(line.slice(0, 22_000)) ?? [];
  if (rights === undefined) return [];
  const names = rights.replace(/\([^()]*\)/g, '').split(',');
  return names.map((name) => ({ right: name.trim(), everywhere: where === '*.*' || where === '*' }));
}
