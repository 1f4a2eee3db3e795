/**
 * Masks what has the shape of a personal or secret value inside names and evidence: e-mail addresses, tokens, card and
 * telephone numbers, IBANs, addresses of clients, distinguished names. Each pattern runs in linear time, and the cheap look for a
 * telling character comes first: most names have none.
 */
export function maskText(text: string): string {
  const signs = signsOf(text);
  if (signs === 0) return text;
  let masked = text;
  if ((signs & AT) !== 0) masked = masked.replace(EMAIL, '[email]');
  if ((signs & EQUALS) !== 0) masked = masked.replace(DN, maskDn).replace(SECRET_PARAMETER, '$1[masked]');
  if ((signs & LONG) !== 0)
    masked = masked.replace(JWT, '[token]').replace(PREFIXED, '[token]').replace(KEY_BLOCK, '[private key]');
  if ((signs & LONG) !== 0) masked = masked.replace(UUID, '[uuid]').replace(IBAN, '[iban]');
  if ((signs & COLON) !== 0) masked = masked.replace(MAC, '[mac]').replace(IPV6, maskIpv6);
  if ((signs & DIGITS) !== 0) {
    masked = masked.replace(IPV4, maskIpv4).replace(PHONE, '[phone]').replace(GROUPED_DIGITS, maskGrouped);
    masked = masked.replace(SSN, '[number]');
  }
  if ((signs & LONG) !== 0) masked = masked.replace(RUN, maskRun);
  return masked;
}

const AT = 1;
const EQUALS = 2;
const LONG = 4;
const COLON = 8;
const DIGITS = 16;

/** Which telling things a text has, in one pass. */
function signsOf(text: string): number {
  let signs = 0;
  let run = 0;
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const digit = code >= 48 && code <= 57;
    if (digit || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)) {
      run++;
      if (digit) digits++;
      if (run >= 9) signs |= LONG;
      if (digits >= 4) signs |= DIGITS;
      continue;
    }
    if (code === 64 || (code === 37 && text.startsWith('40', index + 1))) signs |= AT;
    else if (code === 61) signs |= EQUALS;
    else if (code === 58 || (code === 45 && digits > 0)) signs |= COLON;
    if (code !== 45 && code !== 95 && code !== 32) run = 0;
  }
  return signs;
}

const EMAIL = /[A-Za-z0-9!#$&'*+/=?^_`{|}~.-]{1,64}(?:@|%40)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}/g;
const DN = /\b(uid|cn|sn|givenname|mail|samaccountname|userprincipalname)=[^,;"\r\n]{1,128}/gi;
const SECRET_PARAMETER =
  /\b((?:password|passwd|pwd|secret|token|api_?key|access_?key|signature|sig|auth)=)[^&\s"']{1,512}/gi;
const JWT = /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/g;
const PREFIXED =
  /\b(?:sk_live_|sk_test_|rk_live_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|SG\.|hf_|npm_|shpat_|dop_v1_|ya29\.|Atza\||Atzr\||EAAC)[A-Za-z0-9_.|-]{10,}/g;
const KEY_BLOCK = /-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,24}PRIVATE KEY-----)?/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const IBAN = /(?<!unl-)\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/gi;
const MAC = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi;
const IPV6 =
  /(?<![A-Za-z0-9:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}|(?<![A-Za-z0-9:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4})?/gi;
const IPV4 = /(?<![0-9.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![0-9.])/g;
const PHONE = /\+\d[\d ().-]{6,18}\d/g;
const GROUPED_DIGITS = /(?<![A-Za-z0-9.]|unl-)(?:\(\d{2,5}\)[ -]?)?\d{2,}(?:[ .-]?\d{2,}){0,8}(?![A-Za-z0-9])/g;
const SSN = /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g;
const RUN = /[A-Za-z0-9+/_-]{20,}={0,2}/g;
/** Our own control token, and dates as index names carry them. */
const CONTROL = /unl-[0-9a-f]{16}/;
const DATED = /(?:19|20)\d{2}[.-]?[01]\d(?:[.-]?[0-3]\d)?(?:[.-]\d{2,6})?$/;

function maskDn(_: string, attribute: string): string {
  return `${attribute}=[name]`;
}

/** A client is shown by its network: /24, or /48 for IPv6. Loopback stays; so do versions and other dotted numbers. */
function maskIpv4(text: string, ...parts: readonly (string | number)[]): string {
  const octets = parts.slice(0, 4).map(Number);
  if (octets.some((octet) => octet > 255)) return '[number]';
  if (octets[0] === 127 || octets.every((octet) => octet === 0)) return text;
  return `[ip ${octets.slice(0, 3).join('.')}.0/24]`;
}

function maskIpv6(text: string): string {
  // a time of day (12:30:59) and a short colon list are no addresses
  if (!text.includes('::') && (text.match(/:/g)?.length ?? 0) < 5) return text;
  return '[ip]';
}

/** Nine digits and more, grouped or not: telephone, card and account numbers. Dates at the end of a name stay. */
function maskGrouped(text: string): string {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 9 || (DATED.test(text) && digits <= 14 && /^(19|20)\d{2}/.test(text))) return text;
  return '[number]';
}

/** A long run without a break is a token when it mixes digits and letters as words do not. */
function maskRun(text: string): string {
  if (CONTROL.test(text)) return text;
  if (/^[0-9a-f]{24,}$/i.test(text) && /\d/.test(text)) return '[token]';
  for (const part of text.split(/[-_/]/)) {
    if (part.length >= 18 && /\d/.test(part) && /[A-Za-z]/.test(part) && changes(part) >= 4) return '[token]';
  }
  // base64url with its own dashes: mixed case and digits throughout
  return text.length >= 20 &&
    /[a-z]/.test(text) &&
    /[A-Z]/.test(text) &&
    /\d/.test(text) &&
    changes(text) >= text.length / 4
    ? '[token]'
    : text;
}

/** How often the kind of character changes: `Xk9pQ2` five times, `server2019` once. */
function changes(text: string): number {
  let count = 0;
  let before = '';
  for (const character of text) {
    const kind = /\d/.test(character) ? 'd' : /[a-z]/.test(character) ? 'l' : /[A-Z]/.test(character) ? 'u' : before;
    if (before !== '' && kind !== before) count++;
    before = kind;
  }
  return count;
}
