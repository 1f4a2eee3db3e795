import type { AccessLevel } from '../../model/access.ts';
import type { Json } from '../../model/request.ts';
import { bag, list, text, texts } from '../../wire/json.ts';
import type { NodeFacts } from './nodes.ts';

/** What the engine's own security interface says of us, or says of itself by not being there. */
export interface SecurityFacts {
  readonly layer: 'absent' | 'present' | 'unknown';
  readonly user: { readonly user: string; readonly roles: readonly string[] } | null;
  /** `cluster:manage`, `index:read`, …; null where the engine was not asked or did not answer. */
  readonly privileges: readonly string[] | null;
  /** True where privileges hold for some indices, fields or documents only. */
  readonly limited: boolean;
  /** Which limits: `indices`, `fields`, `documents`. */
  readonly limits: readonly string[];
  readonly proofs: {
    readonly whoami: readonly number[];
    readonly privileges: readonly number[];
    readonly layer: readonly number[];
  };
}

export const UNKNOWN_SECURITY: SecurityFacts = {
  layer: 'unknown',
  user: null,
  privileges: null,
  limited: false,
  limits: [],
  proofs: { whoami: [], privileges: [], layer: [] },
};

/** Plugins that guard access, by the names that they register. */
const GUARDS: readonly string[] = [
  'opendistro_security',
  'opensearch-security',
  'readonlyrest',
  'search-guard',
  'search-guard-2',
  'search-guard-5',
  'search-guard-6',
  'search-guard-7',
  'search-guard-flx',
  'shield',
  'x-pack',
  'x-pack-security',
];

export function guardsAmong(plugins: readonly string[]): string[] {
  return plugins.filter((name) => GUARDS.includes(name) || name.startsWith('search-guard'));
}

/**
 * Absent, by the nodes' own word: every node names its plugins and none of them guards, or every node's settings switch the
 * guard off. A data answer alone would not show it: an anonymous role answers, too.
 */
export function layerByNodes(nodes: NodeFacts | null, builtIn: boolean): 'absent' | 'unknown' {
  if (nodes === null || nodes.count === 0) return 'unknown';
  if (nodes.securityOff) return 'absent';
  return !builtIn && nodes.complete && guardsAmong(nodes.plugins).length === 0 ? 'absent' : 'unknown';
}

const LEVELS: readonly (readonly [string, AccessLevel & ('admin' | 'write' | 'read')])[] = [
  ['cluster:all', 'admin'],
  ['cluster:manage', 'admin'],
  ['cluster:manage_security', 'admin'],
  ['index:all', 'write'],
  ['index:manage', 'write'],
  ['index:write', 'write'],
  ['index:index', 'write'],
  ['index:create', 'write'],
  ['index:create_doc', 'write'],
  ['index:delete', 'write'],
  ['index:delete_index', 'write'],
  ['index:read', 'read'],
];

/** The highest level that the privileges grant, or null where they grant none. */
export function levelOf(privileges: readonly string[]): 'admin' | 'write' | 'read' | null {
  return LEVELS.find(([privilege]) => privileges.includes(privilege))?.[1] ?? null;
}

/**
 * `GET _security/user/_privileges` (6.5 and later) answers anybody about himself: cluster privileges, and for each group of
 * indices its names, privileges, permitted fields and the query that limits documents.
 */
export function readOwnPrivileges(
  json: Json | undefined,
): Pick<SecurityFacts, 'privileges' | 'limited' | 'limits'> | null {
  const answer = bag(json);
  if (answer === null || !Array.isArray(answer['cluster']) || !Array.isArray(answer['indices'])) return null;
  const granted = new Set(texts(answer['cluster']).map((name) => `cluster:${name}`));
  const limits = new Set<string>();
  for (const group of list(answer['indices']).map(bag)) {
    if (group === null) continue;
    const names = texts(group['names']);
    for (const privilege of texts(group['privileges'])) granted.add(`index:${privilege}`);
    if (!names.includes('*')) limits.add('indices');
    if (list(group['field_security']).length > 0 && !grantsAllFields(group['field_security'])) limits.add('fields');
    if (list(group['query']).length > 0) limits.add('documents');
  }
  return { privileges: [...granted].sort(), limited: limits.size > 0, limits: [...limits].sort() };
}

function grantsAllFields(security: Json | undefined): boolean {
  return list(security).some(
    (rule) => texts(bag(rule)?.['grant']).includes('*') && texts(bag(rule)?.['except']).length === 0,
  );
}

/** `_security/_authenticate` of X-Pack. */
export function readAuthenticate(json: Json | undefined): SecurityFacts['user'] {
  const answer = bag(json);
  const user = text(answer?.['username']);
  return answer === null || user === null || !Array.isArray(answer['roles'])
    ? null
    : { user, roles: texts(answer['roles']) };
}

/** `_plugins/_security/authinfo` of OpenSearch. */
export function readAuthInfo(json: Json | undefined): SecurityFacts['user'] {
  const answer = bag(json);
  const user = text(answer?.['user_name']);
  return answer === null || user === null || !Array.isArray(answer['roles'])
    ? null
    : { user, roles: texts(answer['roles']) };
}

/** `internal/security/me` of Kibana: whom its providers take us for. */
export function readKibanaUser(json: Json | undefined): SecurityFacts['user'] {
  return readAuthenticate(json);
}

/** `configuration/account` of the Dashboards' security plugin. */
export function readDashboardsUser(json: Json | undefined): SecurityFacts['user'] {
  return readAuthInfo(bag(json)?.['data']);
}
