/** Proofs by name, without those that no exchange stands for. */
export function proofsOf(named: Readonly<Record<string, readonly number[]>>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(named).filter(([, exchanges]) => exchanges.length > 0));
}
