import { isIP } from 'node:net';

/**
 * A set of addresses that stays small when many are neighbours: a bitmap for each run of 256. 100,000 addresses of a
 * network take some 400 bitmaps, where strings would take 10 MB.
 */
export class AddressSet {
  readonly #runs = new Map<number | string, Uint8Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes a canonical address. False where it was in already. */
  add(address: string): boolean {
    const [run, last] = place(address);
    let bits = this.#runs.get(run);
    if (!bits) {
      bits = new Uint8Array(32);
      this.#runs.set(run, bits);
    }
    const before = bits[last >> 3] ?? 0;
    const after = before | (1 << (last & 7));
    if (after === before) return false;
    bits[last >> 3] = after;
    this.#size += 1;
    return true;
  }

  has(address: string): boolean {
    const [run, last] = place(address);
    const bits = this.#runs.get(run);
    return bits !== undefined && ((bits[last >> 3] ?? 0) & (1 << (last & 7))) !== 0;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const [run, bits] of this.#runs) {
      for (let last = 0; last < 256; last += 1) {
        if (((bits[last >> 3] ?? 0) & (1 << (last & 7))) === 0) continue;
        yield typeof run === 'string'
          ? withLast(run, last)
          : `${(run >>> 16) & 255}.${(run >>> 8) & 255}.${run & 255}.${last}`;
      }
    }
  }
}

function place(address: string): [number | string, number] {
  if (isIP(address) === 4) {
    const parts = address.split('.');
    return [(Number(parts[0]) << 16) | (Number(parts[1]) << 8) | Number(parts[2]), Number(parts[3])];
  }
  // An IPv6 address in RFC 5952 form ends in its last group, or in `::` where that group is zero.
  const colon = address.lastIndexOf(':') + 1;
  const group = colon === address.length ? 0 : Number.parseInt(address.slice(colon), 16);
  return [`${address.slice(0, colon)}${(group >> 8).toString(16)}/${colon === address.length ? 'z' : ''}`, group & 255];
}

function withLast(run: string, last: number): string {
  const slash = run.indexOf('/');
  const colon = run.lastIndexOf(':', slash) + 1;
  if (run.endsWith('z')) return run.slice(0, colon);
  const high = Number.parseInt(run.slice(colon, slash), 16);
  return `${run.slice(0, colon)}${((high << 8) | last).toString(16)}`;
}
