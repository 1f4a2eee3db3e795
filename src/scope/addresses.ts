import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What kind of address it is, before any rule of the user: `never` are those that no rule can allow. */
export type AddressClass =
  | { readonly kind: 'loopback' | 'private' | 'public' }
  | { readonly kind: 'never'; readonly code: string; readonly what: string; readonly mend: string };

/**
 * Where clouds hand out credentials to whoever asks from inside. Beside the link-local ones: AWS over IPv6, Alibaba Cloud,
 * Azure's platform address, Oracle's older address, Google over IPv6.
 */
const METADATA: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
]);

const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.com',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Documentation ranges are routed nowhere; they are judged like any public address, which is what tests use them for. */
const DOCUMENTATION = [
  ipaddr.parseCIDR('192.0.2.0/24'),
  ipaddr.parseCIDR('198.51.100.0/24'),
  ipaddr.parseCIDR('203.0.113.0/24'),
  ipaddr.parseCIDR('2001:db8::/32'),
];
/** RFC 2544; the library counts it among the reserved ones, and its IPv6 twin not. */
const BENCHMARKING = ipaddr.parseCIDR('198.18.0.0/15');
const COMPATIBLE = ipaddr.parseCIDR('::/96');
const LOCAL_NAT64 = ipaddr.parseCIDR('64:ff9b:1::/48');
const GLOBAL = ipaddr.parseCIDR('2000::/3');

const loopback: AddressClass = { kind: 'loopback' };

type Never = AddressClass & { kind: 'never' };
const none = 'No rule can allow it.';
const metadata: Never = { kind: 'never', code: 'metadata', what: 'a cloud metadata address', mend: none };
const embedded: Never = {
  kind: 'never',
  code: 'embedded-ipv4',
  what: 'an IPv6 address that stands for an IPv4 one',
  mend: 'Write the IPv4 address itself.',
};
const never: Readonly<Record<string, Never>> = {
  linkLocal: { kind: 'never', code: 'link-local', what: 'a link-local address', mend: none },
  unspecified: {
    kind: 'never',
    code: 'unspecified',
    what: 'the unspecified address',
    mend: 'Write 127.0.0.1 or [::1] for this machine.',
  },
  multicast: { kind: 'never', code: 'multicast', what: 'a multicast address', mend: none },
  broadcast: { kind: 'never', code: 'broadcast', what: 'the broadcast address', mend: none },
  ipv4Mapped: embedded,
  rfc6145: embedded,
  rfc6052: embedded,
  '6to4': embedded,
  teredo: embedded,
};
const reserved: Never = { kind: 'never', code: 'reserved', what: 'an address reserved for protocols', mend: none };

const PRIVATE = new Set(['private', 'carrierGradeNat', 'uniqueLocal', 'benchmarking']);

/** Judges one canonical address (`canonical` made it). */
export function classOf(address: string): AddressClass {
  // Canonical already, so that this is all of 127.0.0.0/8: the common case, spared the parser.
  if (address.startsWith('127.')) return loopback;
  if (METADATA.has(address)) return metadata;
  const parsed = ipaddr.parse(address);
  const range: string = parsed.range();
  if (range === 'loopback') return loopback;
  if (PRIVATE.has(range) || (parsed.kind() === 'ipv4' && parsed.match(BENCHMARKING))) return { kind: 'private' };
  const fixed = never[range];
  if (fixed) return fixed;
  if (parsed.kind() === 'ipv6') {
    if (parsed.match(COMPATIBLE) || parsed.match(LOCAL_NAT64)) return embedded;
    if (!parsed.match(GLOBAL)) return reserved;
  }
  if (range === 'unicast') return { kind: 'public' };
  return DOCUMENTATION.some((block) => block[0].kind() === parsed.kind() && parsed.match(block))
    ? { kind: 'public' }
    : reserved;
}

/**
 * One spelling for each address: dotted IPv4, RFC 5952 IPv6. Null for what is no literal address; shorthands such as `127.1`
 * or `0x7f000001` and zone ids are none.
 */
export function canonical(text: string): string | null {
  const version = isIP(text);
  if (version === 4) return text;
  if (version !== 6 || text.includes('%')) return null;
  return ipaddr.IPv6.parse(text).toRFC5952String();
}

export interface Cidr {
  readonly text: string;
  readonly family: 4 | 6;
  readonly prefix: number;
  /** First address as a number; IPv6 needs 128 bits. */
  readonly first: bigint;
  readonly size: bigint;
}

/** Null for what is not `ADDRESS/PREFIX`. Bits beyond the prefix are cleared, as every router reads it. */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const base = slash < 0 ? null : canonical(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (base === null || !/^\d{1,3}$/.test(digits)) return null;
  const family = isIP(base) === 4 ? 4 : 6;
  const width = family === 4 ? 32 : 128;
  const prefix = Number(digits);
  if (prefix > width) return null;
  const rest = BigInt(width - prefix);
  const first = (toNumber(base) >> rest) << rest;
  return { text: `${fromNumber(first, family)}/${prefix}`, family, prefix, first, size: 1n << rest };
}

export function toNumber(address: string): bigint {
  let value = 0n;
  for (const byte of ipaddr.parse(address).toByteArray()) value = (value << 8n) | BigInt(byte);
  return value;
}

export function fromNumber(value: bigint, family: 4 | 6): string {
  if (family === 4) {
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
  }
  const parts: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) parts.push(Number((value >> shift) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}

/** Lower case, no final dot: how names are compared. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** Whether the canonical name is one by which clouds offer credentials to their machines. */
export function isMetadataName(name: string): boolean {
  return METADATA_NAMES.has(name);
}
