import { describe, expect, test } from 'vitest';
import { openLine } from '../../../src/net/index.ts';
import { createScope, type PortChoice, type PublicEntry } from '../../../src/scope/index.ts';
import { parseTarget } from '../../../src/targets/index.ts';
import { get, lineDeps, noRules } from '../../kit/line.ts';
import { expanded, OWN, scopeOf, target } from '../../kit/scope.ts';

const TOKEN = '0123456789abcdef0123';

describe('loopback and private addresses', () => {
  test('loopback needs nothing, a private address its name', async () => {
    const scope = scopeOf();
    expect(scope.permit('127.9.8.7', 1)).toEqual({ allowed: true, limitDepth: null });
    expect(scope.permit('::1', 1)).toMatchObject({ allowed: true });
    expect(scope.permit('10.0.0.5', 1)).toMatchObject({ allowed: false, code: 'private-not-named' });
    expect((await expanded(scope, ['10.0.0.5', 'fd00::5', '192.168.0.0/31'])).endpoints).toEqual([
      '10.0.0.5 9200',
      'fd00::5 9200',
      '192.168.0.0 9200',
      '192.168.0.1 9200',
    ]);
    expect(scope.permit('10.0.0.5', 1)).toMatchObject({ allowed: true });
    expect(scope.permit('10.0.0.6', 1)).toMatchObject({ allowed: false });
    expect(scope.permit('192.168.0.1', 1)).toMatchObject({ allowed: true });
  });

  test('imports do not widen the scope', async () => {
    const { endpoints, refusals } = await expanded(
      scopeOf({ allow: ['10.0.0.6'] }),
      ['10.0.0.5', '10.0.0.6', '127.0.0.1'],
      OWN,
      {
        imported: true,
      },
    );
    expect(refusals).toEqual(['private-not-named 10.0.0.5']);
    expect(endpoints).toEqual(['10.0.0.6 9200', '127.0.0.1 9200']);
  });

  test('a name may lead to a private address where the name is allowed', async () => {
    const names = { 'db.internal': ['10.0.0.5'] };
    expect((await expanded(scopeOf({ allow: ['db.internal'] }, names), ['DB.internal.'])).endpoints).toEqual([
      '10.0.0.5 9200',
    ]);
    expect((await expanded(scopeOf({ allow: ['10.0.0.0/24'] }, names), ['db.internal'])).endpoints).toEqual([
      '10.0.0.5 9200',
    ]);
  });
});

describe('public addresses', () => {
  const attested = (at: string, until = '2026-12-31'): PublicEntry => ({
    at,
    proof: { kind: 'attested', owner: 'ops', reason: 'rented', until },
  });
  const byDns = (at: string, name?: string): PublicEntry => ({
    at,
    proof: { kind: 'dns-txt', token: TOKEN, ...(name ? { name } : {}) },
  });
  const names = { 'db.example': ['203.0.113.5', '203.0.113.6'] };
  const txt = { 'db.example': ['v=spf1 -all', `unlatched-scope=${TOKEN}`] };

  test('proved by a TXT token at a name that resolves there', async () => {
    const scope = scopeOf({ public: [byDns('db.example'), byDns('203.0.113.0/29', 'db.example')] }, names, txt);
    const { endpoints, refusals } = await expanded(scope, ['db.example', '203.0.113.5:1', '203.0.113.7']);
    expect(endpoints).toEqual(['203.0.113.5 9200', '203.0.113.6 9200', '203.0.113.5 1']);
    expect(refusals).toEqual(['public-not-proved 203.0.113.7']);
    expect(scope.permit('203.0.113.5', 1)).toEqual({ allowed: true, limitDepth: null });
    expect(scope.permit('203.0.113.8', 1)).toMatchObject({ allowed: false });
  });

  test('a TXT token that is missing or another proves nothing', async () => {
    for (const records of [{}, { 'db.example': ['unlatched-scope=other'] }]) {
      const scope = scopeOf({ public: [byDns('db.example')] }, names, records);
      expect((await expanded(scope, ['203.0.113.5'])).refusals).toEqual(['public-not-proved 203.0.113.5']);
    }
  });

  test('proved as an address of this machine', async () => {
    const rules = { public: [{ at: '203.0.113.0/24', proof: { kind: 'local-address' } }] } as const;
    const { endpoints, refusals } = await expanded(scopeOf(rules), ['203.0.113.77', '203.0.113.78']);
    expect(endpoints).toEqual(['203.0.113.77 9200']);
    expect(refusals).toEqual(['public-not-proved 203.0.113.78']);
  });

  test('attested: depth access, 16 addresses over all entries, engines own ports, until its date', async () => {
    const scope = scopeOf({ public: [attested('203.0.113.0/24'), attested('198.51.100.1', '2026-05-31')] });
    const { endpoints, refusals } = await expanded(scope, [
      '203.0.113.1:22',
      '198.51.100.1',
      '203.0.113.0/28',
      '203.0.113.16',
      '203.0.113.1:9200',
    ]);
    expect(refusals).toEqual([
      'attested-port 203.0.113.1',
      'attested-expired 198.51.100.1',
      'attested-too-many 203.0.113.16',
    ]);
    expect(endpoints).toHaveLength(17);
    expect(scope.permit('203.0.113.1', 9200)).toEqual({ allowed: true, limitDepth: 'access' });
    expect(scope.permit('203.0.113.1', 80)).toMatchObject({ allowed: false, code: 'attested-port' });
    const line = openLine(
      {
        target: '',
        source: null,
        host: '203.0.113.1',
        address: '203.0.113.1',
        port: 9200,
        transport: 'tcp',
        path: '/',
        tls: 'auto',
        required: true,
        portNamed: true,
      },
      lineDeps({ scope, dial: () => expect.unreachable('dialled') }),
    );
    expect(line.depth).toBe('access');
    await expect(line.channel('test', { deep: get('/', { from: 'inventory' }) }).ask('deep')).rejects.toThrow(
      'depth inventory',
    );
    await line.close();
  });

  test('entries that can never hold are said at once', () => {
    const bad: readonly [PublicEntry, string][] = [
      [attested('203.0.112.0/23'), 'wider than /24'],
      [attested('2001:db8::/119'), 'wider than /120'],
      [attested('203.0.113.1', 'soon'), 'no date'],
      [{ at: '203.0.113.1', proof: { kind: 'attested', owner: ' ', reason: 'x', until: '2027-01-01' } }, 'owner'],
      [byDns('203.0.113.1'), 'needs the name'],
      [{ at: 'db.example', proof: { kind: 'dns-txt', token: 'short' } }, 'shorter than 16'],
      [attested('203.0.113'), 'no address'],
    ];
    for (const [entry, message] of bad) expect(() => scopeOf({ public: [entry] })).toThrow(message);
    expect(() => scopeOf({ allow: ['10.0.0.0/33'] })).toThrow('"10.0.0.0/33" is no address, CIDR or host name');
  });
});

describe('expansion', () => {
  test('what a target names with its port is required; ports tried for a host or a network are not', async () => {
    const named: readonly PortChoice[] = [{ port: 1000, transport: 'tcp', tls: 'tls', named: true }];
    const facts = async (texts: readonly string[], ports: readonly PortChoice[]) =>
      (await expanded(scopeOf(), texts, ports)).whole.map((item) =>
        item.kind === 'endpoint'
          ? [item.endpoint.port, item.endpoint.required, item.endpoint.portNamed, item.endpoint.tls]
          : [],
      );
    expect(await facts(['127.0.0.1:9200', '127.0.0.1'], named)).toEqual([
      [9200, true, true, 'auto'],
      [1000, false, true, 'tls'],
    ]);
    expect(await facts(['127.0.0.2'], OWN)).toEqual([[9200, false, false, 'auto']]);
  });

  test('over UDP: what a target asks for, and the ports of engines that have one there', async () => {
    const ports: readonly PortChoice[] = [
      { port: 11211, transport: 'tcp', tls: 'auto' },
      { port: 11211, transport: 'udp', tls: 'auto' },
    ];
    const given = async (text: string, choices: readonly PortChoice[]) => {
      const endpoints: string[] = [];
      for await (const item of scopeOf().expand(one(text), choices)) {
        if (item.kind === 'endpoint') endpoints.push(`${item.endpoint.transport} ${item.endpoint.port}`);
      }
      return endpoints;
    };
    expect(await given('udp://127.0.0.1:7', ports)).toEqual(['udp 7']);
    expect(await given('udp://127.0.0.1', ports)).toEqual(['udp 11211']);
    expect(await given('udp://127.0.0.1', OWN)).toEqual([]);
    expect(await given('udp://127.0.0.1', [{ port: 8, transport: 'tcp', tls: 'auto', named: true }])).toEqual([
      'udp 8',
    ]);
    expect(await given('127.0.0.1', ports)).toEqual(['tcp 11211', 'udp 11211']);
    expect(await given('127.0.0.1:11211', ports)).toEqual(['tcp 11211']);
  });

  test('a name is asked for once, and of its addresses the first is the required one', async () => {
    let asked = 0;
    const addresses = () => {
      asked += 1;
      return Promise.resolve(asked === 1 ? ['127.0.0.1', '::1'] : ['127.0.0.66']);
    };
    const scope = createScope(noRules, { resolver: { addresses, txt: () => Promise.resolve([]) } });
    const { whole } = await expanded(scope, ['two.example:1', 'two.example:2']);
    expect(asked).toBe(1);
    expect(whole.map((item) => item.kind === 'endpoint' && [item.endpoint.address, item.endpoint.required])).toEqual([
      ['127.0.0.1', true],
      ['::1', false],
      ['127.0.0.1', true],
      ['::1', false],
    ]);
  });

  test('the same door is given out once, and again only where it is required now', async () => {
    const { endpoints } = await expanded(scopeOf(), ['127.0.0.1', '127.0.0.0/30', '127.0.0.1:9200', '127.0.0.1:9200']);
    expect(endpoints.filter((endpoint) => endpoint === '127.0.0.1 9200')).toHaveLength(2);
  });

  test('one refusal speaks for a network, and says for how many', async () => {
    const { endpoints, whole } = await expanded(scopeOf({ deny: ['127.0.0.8/29'] }), ['127.0.0.0/28']);
    expect(endpoints).toHaveLength(8);
    const refusals = whole.filter((item) => item.kind === 'refusal');
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({
      refusal: { code: 'denied', reason: expect.stringContaining('7 more of 127.0.0.0/28') },
    });
  });

  test('addresses are counted, not endpoints, and a network that is too large is refused whole', async () => {
    const scope = scopeOf({ maxAddresses: 3 });
    const two = [...OWN, { port: 9300, transport: 'tcp', tls: 'auto' } as const];
    const { endpoints, refusals } = await expanded(
      scope,
      ['127.0.0.1', '127.0.0.1:1', '127.0.0.8/30', '127.0.0.4/31', '127.0.0.9'],
      two,
    );
    expect(endpoints).toHaveLength(7);
    expect(refusals).toEqual(['too-many-addresses 127.0.0.8/30', 'too-many-addresses 127.0.0.9']);
  });

  test('100,000 addresses are streamed: nothing grows with them', async () => {
    const scope = scopeOf({ maxAddresses: 200_000 });
    const list = async function* () {
      yield target('127.0.0.0/15');
    };
    let count = 0;
    const before = process.memoryUsage().rss;
    for await (const item of scope.expand(list(), OWN)) {
      count += item.kind === 'endpoint' ? 1 : 0;
      if (item.kind === 'endpoint') scope.ledger.dialled(item.endpoint.address, item.endpoint.port);
    }
    expect(count).toBe(131_072);
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
    expect(scope.ledger.totals().endpoints).toBe(131_072);
  });
});

test('what a store says it talks to is compared without DNS', async () => {
  const scope = scopeOf({ allow: ['db.internal', '10.0.0.0/24'], deny: ['*.bad.example'] });
  const judged = [
    '127.0.0.1',
    '[::1]',
    '10.0.0.7',
    '10.0.1.7',
    '203.0.113.1',
    'localhost',
    'db.internal',
    'x.bad.example',
    'else.example',
  ];
  expect(judged.map((host) => scope.covers(host))).toEqual([true, true, true, false, false, true, true, false, null]);
  expect(scope.describe()).toEqual({
    allow: ['127.0.0.0/8', '::1/128', 'db.internal', '10.0.0.0/24'],
    deny: ['*.bad.example'],
    public: [],
  });
});

async function* one(text: string) {
  yield parseTarget(text, null);
}
