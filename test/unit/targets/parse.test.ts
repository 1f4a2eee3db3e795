import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/model/endpoint.ts';
import { Diagnostic } from '../../../src/support/diagnostic.ts';
import { parseTarget } from '../../../src/targets/index.ts';

const line = { file: 'targets.txt', line: 7 };

function refusal(text: string): Diagnostic {
  try {
    parseTarget(text, line);
  } catch (error) {
    if (error instanceof Diagnostic) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

/** Null where it was told off; anything else that is thrown fails the property. */
function attempt(text: string): Target | null {
  try {
    return parseTarget(text, null);
  } catch (error) {
    if (error instanceof Diagnostic) return null;
    throw error;
  }
}

describe('targets that are understood', () => {
  it.each([
    ['localhost', 'name', 'localhost', null, 'auto', '/'],
    ['localhost:9200', 'name', 'localhost', 9200, 'auto', '/'],
    ['DB.Example.COM:1', 'name', 'db.example.com', 1, 'auto', '/'],
    ['bücher.example:9200', 'name', 'xn--bcher-kva.example', 9200, 'auto', '/'],
    ['my_host.internal:65535', 'name', 'my_host.internal', 65535, 'auto', '/'],
    ['192.0.2.1', 'address', '192.0.2.1', null, 'auto', '/'],
    ['192.0.2.1:9200', 'address', '192.0.2.1', 9200, 'auto', '/'],
    ['::1', 'address', '::1', null, 'auto', '/'],
    ['[::1]', 'address', '::1', null, 'auto', '/'],
    ['[2001:DB8:0:0::1]:9200', 'address', '2001:db8::1', 9200, 'auto', '/'],
    ['[::1]:9200/es/', 'address', '::1', 9200, 'auto', '/es/'],
    ['localhost:9200/es', 'name', 'localhost', 9200, 'auto', '/es/'],
    ['http://localhost/', 'name', 'localhost', 80, 'plain', '/'],
    ['http://localhost:80', 'name', 'localhost', 80, 'plain', '/'],
    ['https://localhost', 'name', 'localhost', 443, 'tls', '/'],
    ['HTTPS://localhost:9200/a/b', 'name', 'localhost', 9200, 'tls', '/a/b/'],
    ['https://[::1]:9243/', 'address', '::1', 9243, 'tls', '/'],
    ['elasticsearch://localhost', 'name', 'localhost', null, 'auto', '/'],
    ['opensearch://localhost:9200', 'name', 'localhost', 9200, 'auto', '/'],
    ['http://host:9200/a b'.replace(' ', '%20'), 'name', 'host', 9200, 'plain', '/a%20b/'],
    ['10.0.0.0/8', 'cidr', '10.0.0.0/8', null, 'auto', '/'],
    ['10.0.0.77/24', 'cidr', '10.0.0.0/24', null, 'auto', '/'],
    ['2001:db8::5/120', 'cidr', '2001:db8::/120', null, 'auto', '/'],
    ['127.0.0.1/32', 'cidr', '127.0.0.1/32', null, 'auto', '/'],
  ] as const)('%s', (text, kind, value, port, tls, path) => {
    const transport = 'tcp';
    expect(parseTarget(text, line)).toEqual({ text, source: line, host: { kind, value }, port, transport, tls, path });
  });

  it('asks over UDP where that is the scheme', () => {
    expect(parseTarget('udp://localhost:11211', null)).toMatchObject({ port: 11211, transport: 'udp', path: '/' });
    expect(parseTarget('UDP://[::1]', null)).toMatchObject({ host: { value: '::1' }, port: null, transport: 'udp' });
    expect(refusal('udp://localhost:11211/path').message).toContain('datagrams have none');
  });

  it('takes the schemes of engines it is told of', () => {
    expect(parseTarget('redis://h:6379', null, new Set(['redis'])).tls).toBe('auto');
    expect(refusal('redis://h:6379').mend).toBe(
      'known: http, https, udp, elasticsearch, opensearch; or write host:port without one',
    );
  });
});

describe('targets that are refused', () => {
  it.each([
    ['10.0.0.0/33', '"10.0.0.0/33" is no CIDR: the number after the / is not between 0 and 32'],
    ['2001:db8::/129', '"2001:db8::/129" is no CIDR: the number after the / is not between 0 and 128'],
    ['10.0.0.0/', '"10.0.0.0/" is no CIDR: the number after the / is not between 0 and 32'],
    ['10.0.0.256/24', '"10.0.0.256/24" is no CIDR: what stands before the / is no address'],
    ['10.0.0/24', '"10.0.0/24" is no CIDR: what stands before the / is no address'],
    ['db.internal/24', '"db.internal/24" is no CIDR: what stands before the / is no address'],
    ['10.0.0.0/28:9200', '"10.0.0.0/28:9200" gives a port to a CIDR'],
    ['localhost:0', '"localhost:0" has no port between 1 and 65535 after its colon'],
    ['localhost:65536', '"localhost:65536" has no port between 1 and 65535 after its colon'],
    ['localhost:', '"localhost:" has no port between 1 and 65535 after its colon'],
    ['localhost:http', '"localhost:http" has no port between 1 and 65535 after its colon'],
    ['localhost:9200-9300', '"localhost:9200-9300" has no port between 1 and 65535 after its colon'],
    [':9200', '":9200" names no host'],
    ['http://', '"http://" names no host'],
    ['ftp://localhost', '"ftp://localhost" begins with a scheme that is not known'],
    ['://localhost', '"://localhost" begins with a scheme that is not known'],
    ['local host', '"local host" holds a space, which no target can hold'],
    ['*.example.com', '"*.example.com" holds "*", which no target can hold'],
    ['a\u001b[31mb', '"a\\u{1b}[31mb" holds "\\u{1b}", which no target can hold'],
    ['a\u202eb', '"a\\u{202e}b" holds "\\u{202e}", which no target can hold'],
    ['http://h:9200/?pretty', '"http://h:9200/?pretty" holds a query or a fragment'],
    ['http://h:9200/#top', '"http://h:9200/#top" holds a query or a fragment'],
    ['-flag.example', '"-flag.example" is no host name'],
    ['a..b', '"a..b" is no host name'],
    ['10.0.0.1-5', '"10.0.0.1-5" looks like a range'],
    ['10.0.0.1-10.0.0.9', '"10.0.0.1-10.0.0.9" looks like a range'],
    ['127.1:9200', '"127.1:9200" is no address in four decimal parts'],
    ['0x7f000001', '"0x7f000001" is no address in four decimal parts'],
    ['2130706433', '"2130706433" is no address in four decimal parts'],
    ['010.0.0.1', '"010.0.0.1" is no address in four decimal parts'],
    ['300.0.0.1', '"300.0.0.1" is no address in four decimal parts'],
    ['http://127.1/', '"http://127.1/" is no address in four decimal parts'],
    ['fe80::1%eth0', '"fe80::1%eth0" names an interface (after the %), which is not supported'],
    ['[fe80::1%25eth0]:9200', '"[fe80::1%25eth0]:9200" names an interface (after the %), which is not supported'],
    ['[::zz]:9200', '"[::zz]:9200" is no IPv6 address'],
    ['[::1]9200', '"[::1]9200" is no host with a port'],
    ['1:2:3', '"1:2:3" is no address'],
    ['localhost/es/', '"localhost/es/" has a path but no port'],
    ['http://h:9200//evil.example/', '"http://h:9200//evil.example/" has a path that no URL can have'],
  ])('%j', (text, message) => {
    const error = refusal(text);
    expect(error.message).toBe(message);
    expect(error.where).toBe('targets.txt:7');
    expect(error.mend).toMatch(/\w/);
  });

  it.each([
    'http://elastic:hunter2@host:9200/',
    'elastic:hunter2@host:9200',
    'https://hunter2@host',
    'http://user:hunt/er2@host',
    'elastic:hunter2%40host:9200',
  ])('never repeats a login: %s', (text) => {
    const error = refusal(text);
    expect(error.message).toBe('this target holds a user name or password, or an @ that looks like one');
    expect(`${error.message} ${error.mend} ${error.where}`).not.toMatch(/hunt|elastic/);
  });

  it('says where only if there is a line', () => {
    expect(() => parseTarget('a b', null)).toThrow(expect.objectContaining({ where: null }));
  });
});

describe('any text', () => {
  it('is parsed or told off, never anything else', () => {
    const run = fc.check(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.ipV6()), (text) => {
        const target = attempt(text);
        return (
          target === null || (target.host.value !== '' && target.path.startsWith('/') && target.path.endsWith('/'))
        );
      }),
      { numRuns: 2000, seed: 3 },
    );
    expect(run.counterexample).toBeNull();
  });

  it('reads the same again once it is normalised', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65_535 }), (address, port) => {
        const first = parseTarget(`[${address}]:${port}`, null);
        expect(parseTarget(`[${first.host.value}]:${port}`, null).host).toEqual(first.host);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
