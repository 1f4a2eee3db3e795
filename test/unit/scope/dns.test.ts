import { describe, expect, test } from 'vitest';
import type { Target } from '../../../src/model/endpoint.ts';
import { openLine } from '../../../src/net/index.ts';
import { createScope, systemResolver } from '../../../src/scope/index.ts';
import { dnsServer } from '../../kit/dns.ts';
import { get, lineDeps, noRules } from '../../kit/line.ts';
import { web } from '../../kit/servers.ts';

async function* named(name: string, port: number): AsyncGenerator<Target> {
  yield {
    text: `${name}:${port}`,
    source: null,
    host: { kind: 'name', value: name },
    port,
    transport: 'tcp',
    tls: 'plain',
    path: '/',
  };
}

describe('a name, asked of a DNS server', () => {
  test('that leads to two addresses, one out of scope: the other alone is contacted', async () => {
    const dns = await dnsServer({ 'two.example': { A: ['127.0.0.1', '203.0.113.5'], AAAA: ['2001:db8::5'] } });
    const server = await web((_, response) => response.end('{}'));
    const scope = createScope(noRules, { resolver: systemResolver({ servers: [dns.at] }) });
    const refused: string[] = [];
    for await (const item of scope.expand(named('two.example', server.port), [])) {
      if (item.kind === 'refusal') {
        refused.push(`${item.refusal.address} ${item.refusal.code}`);
        continue;
      }
      const line = openLine(item.endpoint, lineDeps({ scope }));
      await line.channel('test', { root: get('/') }).ask('root');
      await line.close();
    }
    dns.close();
    await server.close();
    expect(refused).toEqual(['203.0.113.5 public-not-declared', '2001:db8::5 public-not-declared']);
    expect([...scope.ledger.entries()].map(({ address }) => address)).toEqual(['127.0.0.1']);
    expect(dns.questions.toSorted()).toEqual(['A two.example', 'AAAA two.example']);
    expect(server.requests).toEqual(['GET /']);
  });

  test('that leads elsewhere the second time (rebinding): the first answer stays', async () => {
    const zone: Record<string, { A: string[] }> = { 'rebind.example': { A: ['127.0.0.1'] } };
    const dns = await dnsServer(zone);
    const scope = createScope(noRules, { resolver: systemResolver({ servers: [dns.at] }) });
    const seen: string[] = [];
    for (const port of [1, 2]) {
      for await (const item of scope.expand(named('rebind.example', port), [])) {
        if (item.kind === 'endpoint') seen.push(item.endpoint.address);
      }
      zone['rebind.example'] = { A: ['203.0.113.66'] };
    }
    dns.close();
    expect(seen).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('proof of control comes from its TXT record', async () => {
    const token = '0123456789abcdef0123';
    const dns = await dnsServer({ 'db.example': { A: ['203.0.113.5'], TXT: ['other', `unlatched-scope=${token}`] } });
    const scope = createScope(
      { ...noRules, public: [{ at: 'db.example', proof: { kind: 'dns-txt', token } }] },
      { resolver: systemResolver({ servers: [dns.at] }) },
    );
    const items = await Array.fromAsync(scope.expand(named('db.example', 9200), []));
    dns.close();
    expect(items).toMatchObject([{ kind: 'endpoint', endpoint: { address: '203.0.113.5', host: 'db.example' } }]);
  });

  test('a name that is not there, and a server that does not answer, are refusals', async () => {
    const dns = await dnsServer({});
    const scope = createScope(noRules, { resolver: systemResolver({ servers: [dns.at] }) });
    const items = await Array.fromAsync(scope.expand(named('nowhere.example', 1), []));
    dns.close();
    const silent = createScope(noRules, { resolver: systemResolver({ servers: [dns.at], timeout: 50 }) });
    const more = await Array.fromAsync(silent.expand(named('nowhere.example', 1), []));
    for (const list of [items, more]) {
      expect(list).toMatchObject([{ kind: 'refusal', refusal: { code: 'name-not-resolved', required: true } }]);
    }
  });
});
