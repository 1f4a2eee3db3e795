import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expanded, scopeOf } from '../kit/scope.ts';

const octets = (first: fc.Arbitrary<number>) =>
  fc.tuple(first, fc.nat(255), fc.nat(255), fc.nat(255)).map((all) => all.join('.'));
const any4 = fc.oneof(
  fc.ipV4(),
  octets(fc.constantFrom(10, 100, 127, 169, 172, 192, 198)),
  fc.constantFrom('198.17.9.9', '198.18.0.1', '198.19.255.9', '198.20.0.1'),
);

/** RFC 1918, the shared space of RFC 6598 and the benchmarking networks of RFC 2544; one of them is a cloud's metadata service. */
function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (address === '100.100.100.200') return false;
  if (a === 172) return b >= 16 && b <= 31;
  if (a === 100) return b >= 64 && b <= 127;
  return a === 10 || (a === 192 && b === 168) || (a === 198 && (b === 18 || b === 19));
}

describe('what may be touched', () => {
  it('by default: loopback, and the private address that was named, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(any4, async (address) => {
        const { endpoints } = await expanded(scopeOf(), [address]);
        const [first] = address.split('.');
        expect(endpoints).toEqual(first === '127' || isPrivate(address) ? [`${address} 9200`] : []);
      }),
    );
  });

  it('names of DNS never lead anywhere but to loopback', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(any4, { minLength: 1, maxLength: 4 }), async (addresses) => {
        const { endpoints } = await expanded(scopeOf({}, { 'db.example': addresses }), ['db.example']);
        expect(endpoints.filter((endpoint) => !endpoint.startsWith('127.'))).toEqual([]);
      }),
    );
  });

  it('what is denied stays denied, whatever allows it', async () => {
    await fc.assert(
      fc.asyncProperty(octets(fc.constantFrom(10, 127, 192)), async (address) => {
        const scope = scopeOf({ allow: [address, `${address}/8`], deny: [address] });
        expect((await expanded(scope, [address, `${address}:1`, `${address}/32`])).endpoints).toEqual([]);
      }),
    );
  });

  it('a network is as many endpoints as it has addresses, each once, and never more than was said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 22, max: 32 }), fc.integer({ min: 1, max: 600 }), async (width, most) => {
        const { endpoints } = await expanded(scopeOf({ maxAddresses: most }), [`127.9.0.0/${width}`, '127.9.0.0/32']);
        const size = 2 ** (32 - width);
        expect(new Set(endpoints).size).toBe(endpoints.length);
        expect(endpoints).toHaveLength(size <= most ? size : 1);
      }),
      { numRuns: 40 },
    );
  });
});
