/** JSON with object keys as they were built: callers build them in the contract's order. Lone surrogates become U+FFFD. */
export function stableJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent);
  // A lone surrogate is written as `\ud…`, and nothing else is but a backslash before `ud`; a replacer costs three times the rest.
  if (!text.includes('\\ud')) return `${text}\n`;
  return `${JSON.stringify(value, (_, member: unknown) => (typeof member === 'string' ? member.toWellFormed() : member), indent)}\n`;
}

/** Orders by code units, the same on every machine whatever its locale. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
