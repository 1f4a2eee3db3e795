import { describe, expect, test } from 'vitest';
import { openLine } from '../../../src/net/index.ts';
import type { ScopeRules } from '../../../src/scope/index.ts';
import { get, lineDeps } from '../../kit/line.ts';
import { expanded, scopeOf } from '../../kit/scope.ts';

/** Refusals that no rule can lift, and those that a rule could. Each is asked through a line whose dialer must not be called. */
const REFUSED: readonly [string, string, Partial<ScopeRules>?][] = [
  ['169.254.169.254', 'metadata'],
  ['169.254.169.254', 'metadata', { allow: ['169.254.0.0/16'] }],
  ['100.100.100.200', 'metadata', { allow: ['100.64.0.0/10'] }],
  [
    '168.63.129.16',
    'metadata',
    { public: [{ at: '168.63.129.16', proof: { kind: 'attested', owner: 'a', reason: 'b', until: '2027-01-01' } }] },
  ],
  ['[fd00:ec2::254]', 'metadata', { allow: ['fd00::/8'] }],
  ['metadata.google.internal', 'metadata', { allow: ['metadata.google.internal'] }],
  ['METADATA.google.internal.', 'metadata'],
  ['169.254.1.1', 'link-local', { allow: ['169.254.1.1'] }],
  ['[fe80::1]', 'link-local', { allow: ['fe80::1'] }],
  ['[fe80::1%eth0]', 'not-an-address'],
  ['0.0.0.0', 'unspecified', { allow: ['0.0.0.0'] }],
  ['[::]', 'unspecified', { allow: ['::'] }],
  ['224.0.0.1', 'multicast'],
  ['[ff02::1]', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['240.0.0.1', 'reserved'],
  ['[::ffff:127.0.0.1]', 'embedded-ipv4'],
  ['[::127.0.0.1]', 'embedded-ipv4'],
  ['[64:ff9b::7f00:1]', 'embedded-ipv4'],
  ['[64:ff9b:1::1]', 'embedded-ipv4'],
  ['[2002:7f00:1::]', 'embedded-ipv4'],
  ['[2001::1]', 'embedded-ipv4'],
  ['[fec0::1]', 'reserved'],
  ['127.0.0.1', 'denied', { deny: ['127.0.0.0/8'] }],
  ['10.1.2.3', 'denied', { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] }],
  ['db.example', 'denied', { allow: ['db.example'], deny: ['*.example'] }],
  ['203.0.113.9', 'public-not-declared'],
  ['203.0.113.9', 'public-not-declared', { allow: ['203.0.113.0/24'] }],
  ['[2001:db8::9]', 'public-not-declared'],
  ['203.0.113.0/23', 'public-too-wide'],
  ['169.254.0.0/20', 'link-local'],
  ['10.0.0.0/8', 'too-many-addresses', { allow: ['10.0.0.0/8'] }],
  ['nowhere.example', 'name-not-resolved'],
  ['private.example', 'private-not-named'],
  ['127.1', 'not-an-address'],
];
const NAMES = {
  'private.example': ['10.9.9.9'],
  'db.example': ['10.1.1.1'],
  'metadata.google.internal': ['127.0.0.1'],
};

describe('a refusal', () => {
  test.each(REFUSED)('%s: %s %j', async (text, code, rules) => {
    const scope = scopeOf(rules, NAMES);
    const { endpoints, refusals, whole } = await expanded(scope, [text]);
    expect(endpoints).toEqual([]);
    expect(refusals.map((refusal) => refusal.split(' ')[0])).toEqual([code]);
    expect(whole[0]).toMatchObject({ refusal: { target: text, reason: expect.stringMatching(/\. \S.*\.$/) } });

    // A defect before the dial changes nothing: the guard is asked there again.
    const address = text.replace(/^\[|\]$/g, '');
    let dialled = 0;
    const dial = () => {
      dialled += 1;
      throw new Error('dialled');
    };
    const at = { target: text, source: null, host: text, address, port: 9200, transport: 'tcp' } as const;
    const line = openLine(
      { ...at, path: '/', tls: 'auto', required: true, portNamed: true },
      lineDeps({ scope, dial }),
    );
    const reply = await line.channel('test', { root: get('/') }).ask('root');
    expect(reply).toMatchObject({ ok: false, kind: 'stopped', message: expect.stringContaining('out of scope') });
    await line.close();
    expect(dialled).toBe(0);
    expect([...scope.ledger.entries()]).toEqual([]);
  });
});
