/** An image as it is named: without registry host, tag and digest; the version that its tag begins with. */
export interface Image {
  readonly path: string;
  readonly version: string | null;
}

export function imageOf(text: string): Image {
  const [named = ''] = text.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash);
  const path = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? '' : named.slice(colon + 1);
  const parts = path.split('/');
  const host = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  return {
    path: (host ? parts.slice(1) : parts).join('/').replace(/^(docker\/)?library\//, ''),
    version: /^(?:v|RELEASE\.)?(\d+(?:\.\d+){0,3})/.exec(tag)?.[1] ?? null,
  };
}
