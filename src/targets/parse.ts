import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import type { Target, TargetSource, TlsWish } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { parseCidr } from './cidr.ts';

/** Schemes that may stand before `://`, beside `http`, `https` and `udp`: the names of engines. */
export type Schemes = ReadonlySet<string>;

/** Where an engine's list is not at hand: the engines that were there first. */
export const ENGINE_SCHEMES: Schemes = new Set(['elasticsearch', 'opensearch']);

const SHAPE = 'write host, host:port, [v6]:port, a CIDR, or a URL such as http://host:9200/es/';
const MOST_CHARACTERS = 2048;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** What no target is made of (spaces, control characters, wildcards, quotes): a slip of the pen. */
const STRANGE = /[^\p{L}\p{M}\p{N}.:/[\]_~%!$&'()+,;=@?#-]/u;

/**
 * One line of what the user wrote. Throws a `Diagnostic` that says where it stands and what to write instead. Nothing is
 * resolved here, and userinfo is refused without being repeated: it would end in logs and reports.
 */
export function parseTarget(text: string, source: TargetSource | null, schemes: Schemes = ENGINE_SCHEMES): Target {
  const where = source === null ? {} : { where: `${source.file}:${source.line}` };
  const fail = (what: string, mend: string = SHAPE): never => {
    throw new Diagnostic(what, { ...where, mend });
  };
  if (/@|%40/.test(text)) {
    fail(
      'this target holds a user name or password, or an @ that looks like one',
      'leave everything up to the @ out: unlatched asks as an anonymous visitor, and targets are printed in reports',
    );
  }
  const shown = `"${escapeText(text, 120)}"`;
  if (text.length > MOST_CHARACTERS) fail(`${shown} is too long for a target`);
  const strange = STRANGE.exec(text)?.[0];
  if (strange !== undefined) {
    const space = /\s/u.test(strange);
    fail(
      `${shown} holds ${space ? 'a space' : `"${escapeText(strange)}"`}, which no target can hold`,
      space ? 'write one target a line; a remark begins with " #"' : SHAPE,
    );
  }
  if (/[?#]/.test(text)) fail(`${shown} holds a query or a fragment`, 'leave out everything from the ? or # on');

  const scheme = /^([^/]*?):\/\//.exec(text)?.[1]?.toLowerCase() ?? null;
  const tls = scheme === null ? 'auto' : wishOf(scheme, schemes);
  if (tls === null) {
    return fail(
      `${shown} begins with a scheme that is not known`,
      `known: http, https, udp, ${[...schemes].sort().join(', ')}; or write host:port without one`,
    );
  }
  const transport = scheme === 'udp' ? 'udp' : 'tcp';
  const rest = scheme === null ? text : text.slice(scheme.length + '://'.length);
  if (scheme === null) {
    const cidr = parseCidr(rest, shown, fail);
    if (cidr !== null)
      return { text, source, host: { kind: 'cidr', value: cidr }, port: null, transport, tls, path: '/' };
  }

  const slash = rest.indexOf('/');
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const { host, port } = splitAuthority(authority, shown, fail);
  const path = slash === -1 ? '/' : basePath(rest.slice(slash), shown, fail);
  if (transport === 'udp' && path !== '/')
    fail(`${shown} has a path, and datagrams have none`, 'write udp://host:11211');
  const named = port ?? (scheme === 'http' ? 80 : scheme === 'https' ? 443 : null);
  if (path !== '/' && named === null) {
    fail(`${shown} has a path but no port`, `write http://${host.value}:9200${path} or ${host.value}:9200${path}`);
  }
  return { text, source, host, port: named, transport, tls, path };
}

function wishOf(scheme: string, schemes: Schemes): TlsWish | null {
  if (scheme === 'http' || scheme === 'udp') return 'plain';
  if (scheme === 'https') return 'tls';
  return schemes.has(scheme) ? 'auto' : null;
}

type Fail = (what: string, mend?: string) => never;
type Host = { readonly kind: 'name' | 'address'; readonly value: string };

function splitAuthority(authority: string, shown: string, fail: Fail): { host: Host; port: number | null } {
  // Two colons and no bracket can only be an IPv6 literal, which has no port then.
  if (!authority.startsWith('[') && authority.split(':').length > 2) {
    if (!ipaddr.IPv6.isValid(authority)) {
      return fail(`${shown} is no address`, 'write an IPv6 address with a port in brackets: [2001:db8::1]:9200');
    }
    return { host: version6(authority, shown, fail), port: null };
  }
  const parts = /^(?:\[(?<literal>[^\]]*)\]|(?<plain>[^:[\]]*))(?::(?<port>.*))?$/.exec(authority)?.groups;
  if (parts === undefined) return fail(`${shown} is no host with a port`);
  const port = parts['port'] === undefined ? null : parsePort(parts['port'], shown, fail);
  const literal = parts['literal'];
  if (literal !== undefined) return { host: version6(literal, shown, fail), port };
  return { host: nameOrVersion4(parts['plain'] ?? '', shown, fail), port };
}

function parsePort(text: string, shown: string, fail: Fail): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const mend = /^\d+[-,]/.test(text) ? 'for several ports write the host alone, and --ports 9200,9201' : undefined;
  return fail(`${shown} has no port between 1 and 65535 after its colon`, mend);
}

function version6(text: string, shown: string, fail: Fail): Host {
  if (text.includes('%')) return fail(`${shown} names an interface (after the %), which is not supported`);
  if (!ipaddr.IPv6.isValid(text)) return fail(`${shown} is no IPv6 address`);
  return { kind: 'address', value: ipaddr.IPv6.parse(text).toString() };
}

function nameOrVersion4(text: string, shown: string, fail: Fail): Host {
  if (text === '') return fail(`${shown} names no host`);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { kind: 'address', value: ipaddr.IPv4.parse(text).toString() };
  if (/^[\d.]+-[\d.]+$/.test(text)) return fail(`${shown} looks like a range`, 'write a CIDR: 192.0.2.0/28');
  const name = domainToASCII(text);
  // 127.1, 0x7f.0.0.1 and 2130706433 are addresses to a resolver: refused, so that what is read is what is dialled.
  if (ipaddr.IPv4.isValidFourPartDecimal(name) || /^[\d.]+$/.test(text)) {
    return fail(`${shown} is no address in four decimal parts`, 'write 192.0.2.1, or 192.0.2.1:9200 with a port');
  }
  const labels = name.replace(/\.$/, '').split('.');
  if (name === '' || name.length > 253 || !labels.every((label) => LABEL.test(label))) {
    return fail(`${shown} is no host name`);
  }
  return { kind: 'name', value: name };
}

function basePath(text: string, shown: string, fail: Fail): string {
  const url = URL.parse(text, 'http://host');
  if (url === null || url.host !== 'host') return fail(`${shown} has a path that no URL can have`);
  return url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
}
