/** Values by name, as `.env` gives them. */
export type Variables = ReadonlyMap<string, string>;

/** The assignments of a `.env` file. */
export function readVariables(text: string): Variables {
  const variables = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '') continue;
    const quoted = /^(["'])(.*)\1/.exec(raw)?.[2];
    variables.set(name, quoted ?? raw.replace(/\s+#.*$/, ''));
  }
  return variables;
}

const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^${}]*))?\})/g;
const MOST_ROUNDS = 4;

/**
 * A text with its variables filled in, as compose does: `$A`, `${A}`, `${A:-other}`, `${A-other}`, `${A:+other}`, `$$`. Defaults
 * may hold variables themselves, four deep. `unset` are names that have neither value nor default.
 */
export function interpolate(
  text: string,
  variables: Variables,
): { readonly text: string; readonly unset: readonly string[] } {
  const unset: string[] = [];
  let filled = text;
  for (let round = 0; round < MOST_ROUNDS && /\$/.test(filled); round += 1) {
    filled = filled.replace(
      VARIABLE,
      (whole, plain: string | undefined, braced: string | undefined, operator = '', other = '') => {
        const name = plain ?? braced;
        if (name === undefined) return whole === '$$' ? '\u0000' : whole;
        const value = variables.get(name);
        const there = value !== undefined && !(operator.startsWith(':') && value === '');
        if (operator.endsWith('+')) return there ? other : '';
        if (there) return value;
        if (operator.endsWith('-')) return other;
        unset.push(name);
        return '';
      },
    );
    if (filled.length > 4096) break;
  }
  return { text: filled.slice(0, 4096).replaceAll('\u0000', '$'), unset };
}
