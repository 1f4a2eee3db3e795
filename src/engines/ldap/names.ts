/** The first part of a name and what it lies in: `uid=a` and `ou=people,dc=lab`. A comma can be escaped, or stand in quotes. */
export function splitName(name: string): { readonly first: string; readonly rest: string } {
  let quoted = false;
  for (let at = 0; at < name.length; at += 1) {
    const character = name.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) return { first: name.slice(0, at), rest: name.slice(at + 1).trimStart() };
  }
  return { first: name, rest: '' };
}

/** Parts that builders of directories name, and that name no person. */
const BUILT = /^(?:ou|o|dc|c|l|st|cn)=[\w .-]{1,64}$/i;

/** Whether a name can be shown as it is: containers are, and of what may be a person the kind of name alone. */
export function kindOf(name: string): string {
  const { first, rest } = splitName(name);
  const type = /^([A-Za-z][\w-]{0,40})=/.exec(first)?.[1] ?? 'entry';
  return `${type}=*${rest === '' ? '' : `,${rest}`}`;
}

export function isContainer(name: string, holds: boolean): boolean {
  const { first } = splitName(name);
  return BUILT.test(first) && (holds || /^(?:ou|o|dc)=/i.test(first));
}
