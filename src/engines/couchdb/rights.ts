import { highest, type Level } from '../../model/access.ts';
import { at, bag, list, text, texts } from '../../wire/json.ts';
import type { Answer } from './answers.ts';

/** Who the server says that we are; null where it does not say. */
export interface Who {
  readonly user: string | null;
  readonly roles: readonly string[];
}

/** Nobody with the role of an administrator: no administrator was ever made, and everybody is one. */
export function whoOf({ meaning, json }: Answer): Who | null {
  const context = bag(at(json, 'userCtx'));
  if (meaning !== 'open' || context === null) return null;
  return { user: text(context['name']), roles: texts(context['roles']).slice(0, 50) };
}

/** What a database lets anybody do, by its own list of whom it admits: one that names nobody admits everybody. */
export function grantedBy({ meaning, json }: Answer): Level {
  const security = bag(json);
  if (meaning !== 'open' || security === null) return 'none';
  const cloudant = bag(security['cloudant']);
  if (cloudant !== null) {
    const nobody = texts(cloudant['nobody']);
    return highest(
      nobody.includes('_reader') ? 'read' : 'none',
      nobody.includes('_writer') ? 'write' : 'none',
      nobody.includes('_admin') ? 'admin' : 'none',
    );
  }
  // Before 1.2 they are called readers.
  const admitted = security['members'] ?? security['readers'];
  const named = [...list(at(admitted, 'names')), ...list(at(admitted, 'roles'))];
  return named.length === 0 ? 'write' : 'none';
}
