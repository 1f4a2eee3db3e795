import ipaddr from 'ipaddr.js';

/** A client's network (/24, /48), which is all of its address that is kept; null for what is no address. */
export function networkOf(host: string | null): string | null {
  if (host === null || !ipaddr.isValid(host)) return null;
  const address = ipaddr.process(host);
  const length = address.kind() === 'ipv4' ? 24 : 48;
  const bytes = address.toByteArray().map((byte, index) => (index < length / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${length}`;
}

/** The host of `host:port`, `[v6]:port` or a URL; null where it names none. */
export function hostOf(place: string): string | null {
  const bare = place
    .slice(0, 2_000)
    .replace(/^[a-z][\w+.-]*:\/\//i, '')
    .replace(/^[^@/]*@/, '');
  const bracketed = /^\[([0-9a-f:.%]+)\]/i.exec(bare)?.[1];
  if (bracketed !== undefined) return bracketed;
  if (bare.split(':').length > 2) return ipaddr.isValid(bare) ? bare : null;
  const host = /^([\w.-]+)(?::\d+)?(?:[/?#]|$)/.exec(bare)?.[1];
  return host === undefined || host === '' || !isRemote(place) ? null : host;
}

/** `file:/backup` names no host. */
function isRemote(place: string): boolean {
  return !/^file:/i.test(place);
}
