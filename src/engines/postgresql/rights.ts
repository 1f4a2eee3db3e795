import type { Level } from '../../model/access.ts';
import type { PostgresChannel } from './requests.ts';
import { ask, askFirst, type Guard, isTrue } from './speak.ts';
import type { TableFact } from './tables.ts';

/** Who we are and what that role may do, by the server's own catalogue: nothing is tried. */
export interface Rights {
  readonly user: string | null;
  readonly roles: readonly string[];
  readonly banner: string | null;
  readonly superuser: boolean;
  readonly replica: boolean | null;
  /** May start programs on the host, or write its files. */
  readonly programs: boolean;
  readonly exchanges: readonly number[];
  /** The highest level that follows for the tables that we see. */
  readonly level: (tables: readonly TableFact[]) => Level;
}

export const NOBODY: Rights = {
  user: null,
  roles: [],
  banner: null,
  superuser: false,
  replica: null,
  programs: false,
  exchanges: [],
  level: () => 'none',
};

/** Predefined roles that lead to the host, and those that write all tables. */
const HOST_ROLES = new Set(['pg_execute_server_program', 'pg_write_server_files']);
const WRITE_ROLES = new Set(['pg_write_all_data']);

export async function takeRights(channel: PostgresChannel, guard: Guard): Promise<Rights> {
  const { name, answer: who } = await askFirst(channel, ['whoami', 'whoami-short'], guard);
  const row = who.kind === 'rows' ? who.rows[0] : undefined;
  if (row === undefined) return { ...NOBODY, exchanges: [who.exchange] };
  const [user, , banner, , recovering, superuser, makesRoles, makesDatabases] = row;
  const full = name === 'whoami';
  const isSuper = full && isTrue(superuser);
  // A superuser is a member of all roles: there is nothing to learn from the list.
  const roles = isSuper || !full ? null : await ask(channel, 'roles', guard);
  const member = roles?.kind === 'rows' ? roles.rows.flatMap(([role]) => role ?? []) : [];
  const programs = isSuper || member.some((role) => HOST_ROLES.has(role));
  const admin = programs || (full && isTrue(makesRoles));
  const writesAll = (full && isTrue(makesDatabases)) || member.some((role) => WRITE_ROLES.has(role));
  return {
    user: user ?? null,
    roles: isSuper ? ['superuser'] : member,
    banner: banner ?? null,
    superuser: isSuper,
    replica: full ? isTrue(recovering) : null,
    programs,
    exchanges: [who.exchange, ...(roles === null ? [] : [roles.exchange])],
    level: (tables) => {
      if (admin) return 'admin';
      return writesAll || tables.some(({ writable, system }) => writable && !system) ? 'write' : 'none';
    },
  };
}
