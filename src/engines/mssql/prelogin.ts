/** PRELOGIN, the first message of TDS 7: a header of eight bytes, a list of options with offsets, their values. */

const PRELOGIN = 0x12;
const RESPONSE = 0x04;
const LAST = 0x01;
const HEADER = 8;
const LONGEST = 4096;

const VERSION = 0;
const ENCRYPTION = 1;
const END = 0xff;

/** Version (ours is of no server), encryption as the server wishes, no instance, no thread, one statement at a time. */
const OFFERED: readonly (readonly [token: number, value: readonly number[]])[] = [
  [VERSION, [1, 0, 0, 0, 0, 0]],
  [ENCRYPTION, [0]],
  [2, [0]],
  [3, [0, 0, 0, 0]],
  [4, [0]],
];

export const QUESTION: Uint8Array = question();

function question(): Uint8Array {
  let at = OFFERED.length * 5 + 1;
  const list: number[] = [];
  for (const [token, value] of OFFERED) {
    list.push(token, at >> 8, at & 255, value.length >> 8, value.length & 255);
    at += value.length;
  }
  const length = HEADER + at;
  const header = [PRELOGIN, LAST, length >> 8, length & 255, 0, 0, 1, 0];
  return Uint8Array.from([...header, ...list, END, ...OFFERED.flatMap(([, value]) => value)]);
}

/** One packet, and the last of its message: the answer to PRELOGIN never is in two. */
export function responseLength(received: Uint8Array): number | undefined {
  const [type, status, high, low] = received;
  if (type !== undefined && type !== RESPONSE) throw new Error('no packet of a response');
  if (status === undefined || high === undefined || low === undefined) return undefined;
  const length = (high << 8) | low;
  if ((status & LAST) === 0 || length < HEADER + 6 || length > LONGEST) throw new Error('no answer to PRELOGIN');
  return length;
}

export interface Prelogin {
  /** `16.0.1000`: major, minor and build. */
  readonly version: string;
  /** `login`: only that. The others mean everything, or nothing. */
  readonly encryption: 'login' | 'required' | 'none';
}

const ENCRYPTIONS: Readonly<Record<number, Prelogin['encryption']>> = {
  0: 'login',
  1: 'required',
  2: 'none',
  3: 'required',
};

/** Null: the bytes are not a whole answer to PRELOGIN, whose first option is the version. */
export function readPrelogin(bytes: Uint8Array): Prelogin | null {
  if (bytes[0] !== RESPONSE || bytes.length < HEADER + 6) return null;
  const body = bytes.subarray(HEADER);
  const options = new Map<number, Uint8Array>();
  for (let at = 0; body[at] !== END; at += 5) {
    const [token, offsetHigh = 0, offsetLow = 0, lengthHigh = 0, lengthLow] = body.subarray(at, at + 5);
    if (token === undefined || lengthLow === undefined || options.has(token)) return null;
    const offset = (offsetHigh << 8) | offsetLow;
    const end = offset + ((lengthHigh << 8) | lengthLow);
    if (end > body.length || (at === 0 && token !== VERSION)) return null;
    options.set(token, body.subarray(offset, end));
  }
  const [major, minor, buildHigh, buildLow, , sixth] = options.get(VERSION) ?? [];
  const encryption = ENCRYPTIONS[options.get(ENCRYPTION)?.[0] ?? END];
  if (major === undefined || buildHigh === undefined || buildLow === undefined || sixth === undefined) return null;
  return encryption === undefined ? null : { version: `${major}.${minor}.${(buildHigh << 8) | buildLow}`, encryption };
}

const RELEASES: Readonly<Record<string, string>> = {
  '8.0': '2000',
  '9.0': '2005',
  '10.0': '2008',
  '10.50': '2008 R2',
  '11.0': '2012',
  '12.0': '2014',
  '13.0': '2016',
  '14.0': '2017',
  '15.0': '2019',
  '16.0': '2022',
  '17.0': '2025',
};

/** Under which year it was sold. Azure SQL Database says that it is the first build of 2014, whatever it is. */
export function releaseOf(version: string): string | null {
  const [major = '', minor = '', build] = version.split('.');
  return `${major}.${minor}.${build}` === '12.0.2000' ? null : (RELEASES[`${major}.${minor}`] ?? null);
}
