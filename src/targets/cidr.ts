import ipaddr from 'ipaddr.js';

/**
 * `192.0.2.0/28` as its network (bits of the host part dropped), or null where the text is none. `fail` is called for
 * text that was meant to be one.
 */
export function parseCidr(text: string, shown: string, fail: (what: string, mend?: string) => never): string | null {
  const parts = /^([^/]+)\/([^/]*)$/.exec(text);
  const address = parts?.[1];
  const prefix = parts?.[2];
  if (address === undefined || prefix === undefined) return null;
  const version4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  const version6 = !version4 && address.includes(':') && ipaddr.IPv6.isValid(address) && !address.includes('%');
  if (!version4 && !version6) {
    if (/^\d{1,3}$/.test(prefix) && !/:\d+$/.test(address)) {
      return fail(
        `${shown} is no CIDR: what stands before the / is no address`,
        'write 192.0.2.0/28 or 2001:db8::/120',
      );
    }
    return null;
  }
  const widest = version4 ? 32 : 128;
  const portAfter = /^(\d{1,3}):(\d+)$/.exec(prefix);
  if (portAfter !== null) {
    return fail(`${shown} gives a port to a CIDR`, `write ${address}/${portAfter[1]} and --ports ${portAfter[2]}`);
  }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > widest) {
    const example = version4 ? '192.0.2.0/28' : '2001:db8::/120';
    return fail(`${shown} is no CIDR: the number after the / is not between 0 and ${widest}`, `write ${example}`);
  }
  const network = version4 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network.toString()}/${Number(prefix)}`;
}
