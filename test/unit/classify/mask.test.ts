import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskEvidence, maskText } from '../../../src/classify/index.ts';
import type { Exchange } from '../../../src/model/channel.ts';

describe('names', () => {
  test.each([
    ['users-john.doe@example.com', '[email]'],
    ['user:4915112345678', 'user:[number]'],
    ['session:550e8400-e29b-41d4-a716-446655440000', 'session:[uuid]'],
    ['cn=John Doe,ou=people', 'cn=[name],ou=people'],
    ['10.1.2.3:51234', '[ip 10.1.2.0/24]:51234'],
    ['2001:db8::1', '[ip]'],
    ['4111 1111 1111 1111', '[number]'],
    ['DE89 3704 0044 0532 0130 00', '[iban]'],
    ['+49 170 1234567', '[phone]'],
    ['00:1A:2b:3c:4d:5e', '[mac]'],
    ['key=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'key=[token]'],
    ['t-Xk9pQ2mN8vB3zL5tR7wY1a', '[token]'],
    ['/?token=hunter2&x=1', '/?token=[masked]&x=1'],
  ])('%s is shown as %s', (name, shown) => {
    expect(maskText(name)).toBe(shown);
  });

  test.each([
    'logs-2019.12.26',
    'logs-20240115-000001',
    '.ds-logs-nginx-2024.01.15-000001',
    'production-eu-west-1-customers-orders-2019',
    'read_me_to_recover_database',
    '8.4.3',
    '12:30:59',
    '127.0.0.1:9200',
    'GET /unl-0000000000000000/_count',
    'GET /unl-0123456789abcdef/_search?size=0',
    'GET /unl-ab12345678901234/_count',
    'GET /unl-ef01cdef2345abcd/_count',
    'indices:data/read/search',
    '',
  ])('%s stays', (name) => {
    expect(maskText(name)).toBe(name);
  });

  test('hostile names take bounded time', () => {
    const hostile = ['@', 'a@', '1 ', '1-', 'a:', ':', '+1 ', 'A1', 'eyJ', 'a.', '=', 'cn=', '0.0.', '-----BEGIN '];
    const began = performance.now();
    for (const part of hostile) maskText(part.repeat(16_384 / part.length));
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});

function exchange(
  body: string,
  options: { type?: string; status?: number; safety?: Exchange['safety']; bytes?: boolean } = {},
): Exchange {
  const excerpt = new TextEncoder().encode(body).subarray(0, 4096);
  return {
    number: 7,
    engine: 'elasticsearch',
    name: 'root',
    safety: options.safety ?? 'identify',
    request: 'GET /',
    params: {},
    outcome: options.bytes
      ? { bytes: excerpt.length }
      : { status: options.status ?? 200, headers: { 'content-type': options.type ?? 'application/json' } },
    excerpt,
    told: null,
    sentBytes: 1,
    receivedBytes: body.length,
    milliseconds: 1,
  };
}

const shown = (value: unknown): string =>
  maskEvidence(exchange(JSON.stringify(value)))
    .response.split('\n')
    .slice(1)
    .join('\n');

describe('evidence', () => {
  test('server facts stay, names of nodes do not', () => {
    expect(
      shown({ name: 'alice', cluster_name: 'prod', version: { number: '6.8.23' }, tagline: 'You Know, for Search' }),
    ).toBe('{"name":"[string]","cluster_name":"prod","version":{"number":"6.8.23"},"tagline":"You Know, for Search"}');
  });

  test('counts stay, records do not', () => {
    expect(
      shown({
        hits: {
          total: { value: 24, relation: 'eq' },
          hits: [{ _index: 'u', _id: 'x', _source: { n: 5, hiv: true, s: 'y' } }],
        },
      }),
    ).toBe(
      '{"hits":{"total":{"value":24,"relation":"eq"},"hits":[{"_index":"u","_id":"[string]","_source":{"n":"[number]","hiv":"[boolean]","s":"[string]"}}]}}',
    );
  });

  test('a count that is written as text stays, where it is one', () => {
    expect(shown({ count: '2400000', kvs: [{ key: 'dXNlcnM=', count: 'mara' }, { count: '4111111111111111' }] })).toBe(
      '{"count":"2400000","kvs":[{"key":"[string]","count":"[string]"},{"count":"[string]"}]}',
    );
  });

  test('mappings keep names and types', () => {
    const mapping = {
      users: { mappings: { properties: { email: { type: 'keyword', fields: { raw: { type: 'text' } } } } } },
    };
    expect(shown(mapping)).toBe(JSON.stringify(mapping));
  });

  test('a refusal keeps what kind it is, and not whom it names', () => {
    const text = shown({
      error: {
        type: 'security_exception',
        reason: 'action [indices:data/read/search] is unauthorized for user [alice.meier]',
      },
      status: 403,
    });
    expect(text).toContain('"type":"security_exception"');
    expect(text).toContain('action [indices:data/read/search] is unauthorized …');
    expect(text).toContain('"status":403');
    expect(text).not.toContain('alice');
  });

  test('an answer that was cut off is shown up to where it was cut', () => {
    expect(maskEvidence(exchange('[{"index":"users","docs.count":"24"},{"ind')).response).toBe(
      '200 application/json (42 bytes)\n[{"index":"users","docs.count":"24"},{…',
    );
  });

  test('of a binary answer, what its codec tells stands there instead of bytes, masked and on one line', () => {
    const told = { ...exchange('x'.repeat(90), { bytes: true }), told: '2 rows\nada@example.com, orders' };
    const { response } = maskEvidence(told);
    expect(response).toMatch(/^90 bytes: 2 rows/);
    expect(response).not.toContain('ada@example.com');
    expect(response).not.toContain('\n');
  });

  test('samples are not shown at all; binary answers in part', () => {
    expect(maskEvidence(exchange('{"a":"b"}', { safety: 'sample' })).response).toBe(
      '200 application/json (9 bytes)\nrecords, not kept',
    );
    expect(maskEvidence(exchange('-NOAUTH Authentication required.\r\n', { bytes: true })).response).toBe(
      '34 bytes: -NOAUTH Authentication required.\\x0d\\x0a',
    );
  });

  test('text is escaped, and bounded to 2 KiB', () => {
    const { response } = maskEvidence(
      exchange(`<html>\u001b[31m\u202e${'x '.repeat(5_000)}`, { type: 'text/html; charset=utf-8' }),
    );
    expect(response).toContain('<html>\\u{1b}[31m\\u{202e}');
    expect(response.length).toBeLessThanOrEqual(2_048);
    expect(
      maskEvidence(exchange(JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n])))))
        .response.length,
    ).toBeLessThanOrEqual(2_048);
  });

  test('the digest is of the text that is shown', async () => {
    const { createHash } = await import('node:crypto');
    const { response, sha256 } = maskEvidence(exchange('{"name":"x"}'));
    expect(sha256).toBe(createHash('sha256').update(response).digest('hex'));
  });

  test('5,000 endpoints with ten exchanges each do not take seconds', () => {
    const typical = exchange(
      JSON.stringify({ name: 'n', cluster_name: 'prod', version: { number: '8.4.3', build_flavor: 'default' } }),
    );
    for (let warm = 0; warm < 2_000; warm++) maskEvidence(typical);
    const began = performance.now();
    for (let count = 0; count < 5_000; count++) maskEvidence(typical);
    expect((performance.now() - began) / 5_000).toBeLessThan(0.1);
  });
});

describe('no seeded value survives', () => {
  const digit = fc.integer({ min: 0, max: 9 });
  const digits = (length: number) =>
    fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''));
  const word = fc.stringMatching(/^[a-z]{4,10}$/);
  const shaped = fc.oneof(
    fc.tuple(word, word).map(([a, b]) => `${a}.${b}@example.org`),
    digits(16),
    fc.tuple(digits(3), digits(8)).map(([a, b]) => `+${a} ${b}`),
    digits(18).map((rest) => `DE${rest.slice(0, 2)}${rest}`),
    fc.tuple(fc.integer({ min: 11, max: 126 }), fc.integer({ min: 1, max: 254 })).map(([a, b]) => `${a}.20.30.${b}`),
    fc.uuid(),
    fc.stringMatching(/^sk_live_[A-Za-z0-9]{20,30}$/),
    fc.stringMatching(/^eyJ[A-Za-z0-9_-]{12,20}\.[A-Za-z0-9_-]{10,20}\.[A-Za-z0-9_-]{10,20}$/),
  );
  // what nothing gives away but that it stands in a value: names of persons, free text
  const free = fc.tuple(word, word, fc.integer({ min: 100_000, max: 999_999 })).map(([a, b, n]) => `Q${a} Z${b} ${n}`);
  const key = fc.oneof(
    word,
    fc.constantFrom(
      'name',
      'email',
      'reason',
      'message',
      'user',
      '_id',
      'hits',
      '_source',
      'type',
      'status',
      'index',
      'count',
    ),
  );
  const tree = (leaf: fc.Arbitrary<unknown>) =>
    fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
  const leaves = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(leaves)
        : [];

  test('values of a telling shape, anywhere in JSON, text, bytes and requests', () => {
    fc.assert(
      fc.property(shaped, tree(shaped), (seed, body) => {
        const json = maskEvidence(exchange(JSON.stringify(body))).response;
        for (const value of leaves(body)) expect(json).not.toContain(value);
        const text = maskEvidence(exchange(`Hello ${seed}, welcome back`, { type: 'text/html' })).response;
        expect(text).not.toContain(seed);
        expect(maskEvidence(exchange(`x ${seed} y`, { bytes: true })).response).not.toContain(seed);
        expect(maskEvidence({ ...exchange('{}'), request: `GET /users/${seed}` }).request).not.toContain(seed);
      }),
      { numRuns: 400, seed: 20191204 },
    );
  });

  test('values of any shape, in JSON', () => {
    fc.assert(
      fc.property(tree(free), fc.nat(200), (body, cut) => {
        const text = JSON.stringify(body);
        for (const answer of [text, text.slice(0, Math.max(1, text.length - cut))]) {
          const { response } = maskEvidence(exchange(answer));
          for (const value of leaves(body)) expect(response).not.toContain(value);
        }
      }),
      { numRuns: 400, seed: 20191226 },
    );
  });
});
