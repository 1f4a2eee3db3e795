/** JSON with object keys as they were built: callers build them in the contract's order. Lone surrogates become U+FFFD. */
export function stableJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, (_, member: unknown) => (typeof member === 'string' ? member.toWellFormed() : member), indent)}\n`;
}

/** Orders by code units, the same on every machine whatever its locale. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
