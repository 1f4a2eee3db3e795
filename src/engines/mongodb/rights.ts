import type { Level } from '../../model/access.ts';
import { at, bag, list, text, texts } from '../../wire/json.ts';
import { type Answer, succeeded } from './speak.ts';

/** Who the server says that we are. There is no anonymous account: who is nobody and yet is served meets no access control. */
export interface Rights {
  /** False: it did not say. */
  readonly known: boolean;
  readonly user: string | null;
  readonly roles: readonly string[];
  /** What the privileges of a user that we were made allow; `none` where we are nobody. */
  readonly granted: Level;
}

const ADMIN = new Set(['anyAction', 'createUser', 'grantRole', 'setParameter', 'shutdown', 'replSetConfigure']);
const WRITE = new Set(['insert', 'update', 'remove', 'createCollection', 'dropCollection', 'dropDatabase']);

export function rightsOf(answer: Answer): Rights {
  const info = bag(answer.document['authInfo']);
  if (!succeeded(answer) || info === null) return { known: false, user: null, roles: [], granted: 'none' };
  const [user] = list(info['authenticatedUsers']).map((one) => `${text(at(one, 'user'))}@${text(at(one, 'db'))}`);
  const roles = list(info['authenticatedUserRoles']).map((one) => `${text(at(one, 'role'))}@${text(at(one, 'db'))}`);
  const actions = list(info['authenticatedUserPrivileges']).flatMap((one) => texts(at(one, 'actions')));
  const granted = actions.some((action) => ADMIN.has(action))
    ? 'admin'
    : actions.some((action) => WRITE.has(action))
      ? 'write'
      : 'none';
  return { known: true, user: user ?? null, roles: roles.slice(0, 50), granted };
}
