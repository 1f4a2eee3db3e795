/** Nobody writes more into one value; its variables are then not looked for. */
const LONGEST = 4096;

/**
 * Variables of a compose file: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?why}`, `$$`. Null where one is named that nothing
 * gives a value: what it will be is not known.
 */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): string | null {
  if (!text.includes('$')) return text;
  if (text.length > LONGEST) return null;
  let known = true;
  const value = text.replace(
    /\$(?:\$|\{(\w+)(?:(:?[-?+])([^}]{0,512}))?\}|(\w+))/g,
    (whole, braced, how, other, bare) => {
      if (whole === '$$') return '$';
      const name = String(braced ?? bare);
      const given = variables.get(name);
      if (typeof how === 'string' && how.endsWith('+')) {
        known = false;
        return '';
      }
      if (given !== undefined && (given !== '' || how === undefined || !String(how).startsWith(':'))) return given;
      if (typeof how === 'string' && how.endsWith('-')) return String(other);
      known = false;
      return '';
    },
  );
  return known ? value : null;
}

/** `NAME=value` lines: .env, env_file. */
export function variablesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(?:export )?([\w.-]+)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined) found.set(name, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  return found;
}
