import type { Subject } from '../../model/engine.ts';
import type { Measurement } from '../../model/facts.ts';

/** By the exchange that told it, or by what the inventory knew already. */
export function counted(
  { collection, field }: Subject,
  distinct: number | null,
  exchange: number | null,
  approximate = true,
): Measurement {
  return { collection: collection.name, field, distinct, approximate, skipped: null, exchange };
}

/** Why there is no count. */
export function uncounted(
  { collection, field }: Subject,
  skipped: string,
  exchange: number | null = null,
): Measurement {
  return { collection: collection.name, field, distinct: null, approximate: true, skipped, exchange };
}
