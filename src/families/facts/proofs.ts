/** An exchange, the answer that came in it, or nothing where it was not asked. */
type Proof = number | { readonly exchange: number } | null;

/** The exchanges behind each proof, by name; a proof without one is none. */
export function proofsOf(named: Readonly<Record<string, readonly Proof[]>>): Record<string, readonly number[]> {
  const proofs = Object.entries(named).map(([name, behind]) => [name, behind.flatMap(exchangeOf)] as const);
  return Object.fromEntries(proofs.filter(([, exchanges]) => exchanges.length > 0));
}

function exchangeOf(proof: Proof): number[] {
  if (proof === null) return [];
  return [typeof proof === 'number' ? proof : proof.exchange];
}
