import type { ProbeContext } from '../../model/engine.ts';
import { productOf } from './claims.ts';
import type { MysqlChannel } from './requests.ts';
import { EVERYTHING, NOTHING, type Rights, rightsOf } from './rights.ts';
import { ask, type Door } from './speak.ts';
import { withoutHashes } from './tells.ts';

/** Whom we were taken for, and what that account may do. */
export interface Session {
  readonly door: Door;
  /** `root@%`, `@%` of the account without a name. */
  readonly account: string | null;
  readonly version: string | null;
  readonly comment: string;
  readonly hostname: string | null;
  readonly serverUuid: string | null;
  readonly readOnly: boolean | null;
  readonly rights: Rights;
  /** The grant tables are not read: anybody has all rights. */
  readonly unchecked: boolean;
  /** The session's own word that nothing can be written in it. */
  readonly guarded: boolean;
  /** A table that cannot exist is missing or refused, and whoever is let in is known by an account, or by none being read. */
  readonly believed: boolean;
  /** The table of the control was refused for want of rights. */
  readonly denied: boolean;
  readonly entered: number;
  readonly whoami: number;
  readonly granted: number;
  readonly controlled: number;
}

const UNCHECKED = 1290;
const NO_GRANT = 1141;
const MISSING = new Set([1049, 1146]);
const DENIED = new Set([1044, 1045, 1142, 1143]);

export async function takeSession(
  channel: MysqlChannel,
  door: Door,
  entered: number,
  { tokens }: ProbeContext,
): Promise<Session> {
  const guarded = (await ask(channel, 'read-only')).kind === 'rows';
  const who = await ask(channel, 'whoami');
  const [account = null, version = null, comment = null, hostname = null, readOnly = null] =
    who.kind === 'rows' ? (who.rows[0] ?? []) : [];
  const { engine } = productOf(version ?? '', comment ?? '');
  await ask(channel, engine === 'mariadb' ? 'time-limit' : 'time-limit-mysql');
  if (engine === 'mysql') await ask(channel, 'statistics-uncached');
  const uuid = engine === 'mysql' ? await ask(channel, 'server-id') : null;
  const grants = await ask(channel, 'grants');
  const control = await ask(channel, 'control-table', { control: tokens.control });
  const code = control.kind === 'error' ? control.error.code : 0;
  const refusedGrants = grants.kind === 'error' && (grants.error.code === UNCHECKED || grants.error.code === NO_GRANT);
  const unchecked = door !== 'root' && refusedGrants && MISSING.has(code);
  const named = door === 'root' ? account !== null : account?.startsWith('@') === true;
  return {
    door,
    account,
    version,
    comment: comment ?? '',
    hostname,
    serverUuid: uuid?.kind === 'rows' ? (uuid.rows[0]?.[0] ?? null) : null,
    readOnly: readOnly === null ? null : readOnly === '1',
    rights: unchecked
      ? EVERYTHING
      : grants.kind === 'rows'
        ? rightsOf(grants.rows.map(([line]) => withoutHashes(line ?? '')))
        : NOTHING,
    unchecked,
    guarded,
    believed: (MISSING.has(code) || DENIED.has(code)) && (named || unchecked),
    denied: DENIED.has(code),
    entered,
    whoami: who.exchange,
    granted: grants.exchange,
    controlled: control.exchange,
  };
}
