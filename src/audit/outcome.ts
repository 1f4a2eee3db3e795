import { atLeast, type Outcome } from '../model/access.ts';
import type { AccessFacts } from '../model/facts.ts';

/** Exactly one outcome of what the access questions showed. The reason is null for `exposed` and `protected` alone. */
export function outcomeOf({ access }: AccessFacts): { outcome: Outcome; reason: string | null } {
  if (access.control === 'failed') {
    return {
      outcome: 'inconclusive',
      reason: access.reason ?? 'it answers a question about a name that cannot exist just as it answers a real one',
    };
  }
  if (access.proved === 'unknown')
    return { outcome: 'inconclusive', reason: access.reason ?? 'what an anonymous visitor has could not be settled' };
  if (atLeast(access.proved, 'metadata')) return { outcome: 'exposed', reason: null };
  if (access.protection !== null) return { outcome: 'protected', reason: null };
  return { outcome: 'inconclusive', reason: access.reason ?? 'no data was shown, and no refusal was seen either' };
}
