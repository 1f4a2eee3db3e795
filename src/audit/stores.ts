import type { AccessFacts } from '../model/facts.ts';

/**
 * Inventory and impact run once per store, whichever of its nodes are listed. Two endpoints share one only where the server
 * gives both the same identity and an anonymous visitor has the same view of both.
 */
export class Stores<T> {
  readonly #known = new Map<string, { readonly at: string; readonly result: Promise<T | null> }>();

  /** Takes the inventory, or waits for the one being taken elsewhere. `from` is set where it is another endpoint's. */
  async once(
    facts: AccessFacts,
    at: string,
    take: () => Promise<T | null>,
  ): Promise<{ result: T | null; from: string | null }> {
    const key = keyOf(facts);
    if (key === null) return { result: await take(), from: null };
    const known = this.#known.get(key);
    if (known !== undefined) {
      const result = await known.result;
      if (result !== null) return { result, from: known.at };
    }
    const result = take();
    this.#known.set(key, { at, result: result.catch(() => null) });
    return { result: await result, from: null };
  }
}

function keyOf({ service, access }: AccessFacts): string | null {
  if (Object.keys(service.identity).length === 0) return null;
  return JSON.stringify([service.engine, service.identity, access.proved, access.filtered, access.anonymous]);
}
