import type { Level } from '../../model/access.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, list, text } from '../../wire/json.ts';

/** What the words of a bucket’s list of rights let everybody do. */
export function grantedByList(grants: readonly string[]): Level {
  if (grants.includes('FULL_CONTROL') || grants.includes('WRITE_ACP')) return 'admin';
  if (grants.includes('WRITE')) return 'write';
  return grants.includes('READ') ? 'metadata' : 'none';
}

/** One or many, as policies write it. */
function words(value: Json | undefined): readonly string[] {
  const one = text(value);
  return one !== null ? [one] : list(value).flatMap((member) => text(member) ?? []);
}

function isEverybody(principal: Json | undefined): boolean {
  return words(principal).includes('*') || (bag(principal) !== null && words(at(principal, 'AWS')).includes('*'));
}

const WRITES = ['s3:PutObject', 's3:DeleteObject'];
const RULES = ['s3:PutBucketPolicy', 's3:DeleteBucket', 's3:PutBucketAcl'];

/** An action of a policy is a name or a pattern with `*` at its end. */
function allows(actions: readonly string[], wanted: readonly string[]): boolean {
  return actions.some((action) =>
    wanted.some((one) => (action.endsWith('*') ? one.startsWith(action.slice(0, -1)) : action === one)),
  );
}

/**
 * What a bucket’s policy lets everybody do; null where it is no policy. A statement with a condition is not counted, and a denial
 * to everybody takes all of it back: which of them would hold is not worked out.
 */
export function grantedByPolicy(policy: Json | undefined): Level | null {
  if (bag(policy) === null || at(policy, 'Statement') === undefined) return null;
  const told = at(policy, 'Statement');
  const statements = (Array.isArray(told) ? list(told) : [told ?? null]).filter(
    (statement) => isEverybody(at(statement, 'Principal')) && at(statement, 'Condition') === undefined,
  );
  if (statements.some((statement) => text(at(statement, 'Effect')) === 'Deny')) return 'none';
  const actions = statements
    .filter((statement) => text(at(statement, 'Effect')) === 'Allow')
    .flatMap((statement) => words(at(statement, 'Action')));
  if (allows(actions, RULES)) return 'admin';
  if (allows(actions, WRITES)) return 'write';
  if (allows(actions, ['s3:GetObject'])) return 'read';
  return allows(actions, ['s3:ListBucket']) ? 'metadata' : 'none';
}
