import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createHosts, type FullExchange, type LineDeps } from '../../../src/net/index.ts';
import { createScope } from '../../../src/scope/index.ts';
import { lineTo, noRules, table, using } from '../../kit/line.ts';
import { echo, tcp, web } from '../../kit/servers.ts';

describe('a line', () => {
  test('asks no question twice, whichever engine asks, and on one connection', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const [one, other] = [line.channel('one', table), line.channel('other', table)];
      const replies = await Promise.all([one.ask('root'), other.ask('root'), one.ask('root')]);
      expect(new Set(replies).size).toBe(1);
      await other.ask('count', { index: 'a', word: 'b' });
      expect(line.exchanges.map(({ engine, request }) => [engine, request])).toEqual([
        ['one', 'GET /'],
        ['other', 'GET /a/_count?q=b&pretty'],
      ]);
    });
    expect(server.requests).toHaveLength(2);
    expect(server.connections).toBe(1);
  });

  test('records exchanges, nothing of records themselves, and hands whole bytes to a recorder', async () => {
    const server = await web((_, response) => response.end('x'.repeat(10_000)));
    const full: FullExchange[] = [];
    const line = lineTo(server.port, {
      allow: ['identify', 'sample'],
      onExchange: (exchange) => full.push(exchange),
    });
    const channel = line.channel('test', table);
    await channel.ask('root');
    await channel.ask('records');
    await line.close();
    await server.close();
    expect(line.exchanges.map((exchange) => exchange.excerpt.length)).toEqual([4096, 0]);
    expect(full.map(({ sent, received }) => [sent, received.length])).toEqual([
      ['GET /', 10_000],
      ['GET /_records', 10_000],
    ]);
    expect(line.exchanges[0]).toMatchObject({ number: 0, safety: 'identify', outcome: { status: 200 } });
    expect(line.exchanges[0]?.receivedBytes).toBeGreaterThan(10_000);
  });

  test('a question on a connection that the server closed in the meantime is asked again on a new one', async () => {
    const server = await tcp((socket, data) => {
      if (data)
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}', () => setTimeout(() => socket.destroy(), 5));
    });
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      await channel.ask('root');
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await channel.ask('count', { index: 'a', word: 'b' })).toMatchObject({ ok: true });
    });
    expect(server.connections).toBe(2);
  });

  test('listens without sending, and asks over the same connection where nothing was said', async () => {
    const server = await echo();
    await using(server, async (line) => {
      expect(await line.listen()).toBe(false);
      expect(await line.channel('test', table).ask('root')).toMatchObject({ ok: true });
    });
    expect(server.connections).toBe(1);
  });

  test('a server that speaks first is heard, and hears nothing', async () => {
    const heard: Uint8Array[] = [];
    const server = await tcp((socket, data) => {
      if (data === null) socket.write('hello');
      else heard.push(data);
    });
    await using(server, async (line) => {
      expect(await line.listen()).toBe(true);
      expect(Buffer.from(line.heard.firstBytes).toString()).toBe('hello');
    });
    expect(heard).toEqual([]);
  });

  test('a closed port is dialled once, whoever listens and asks', async () => {
    const server = await tcp(() => undefined);
    await server.close();
    let dials = 0;
    const dial: LineDeps['dial'] = (address, port) => {
      dials += 1;
      return connect(port, address);
    };
    const line = lineTo(server.port, { dial });
    expect(await line.listen()).toBe(false);
    expect(await line.channel('test', table).ask('root')).toMatchObject({ ok: false, kind: 'refused' });
    expect(dials).toBe(1);
    await line.close();
  });

  test('429 stops everything at once', async () => {
    const server = await web((_, response) => response.writeHead(429).end());
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      expect(await channel.ask('root')).toMatchObject({ ok: true, status: 429 });
      expect(await channel.ask('count', { index: 'a', word: 'b' })).toMatchObject({ ok: false, kind: 'stopped' });
    });
    expect(server.requests).toHaveLength(1);
  });

  test('three answers of a server in trouble are enough', async () => {
    const server = await web((_, response) => response.writeHead(503).end());
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      const replies = [];
      for (const index of ['a', 'b', 'c', 'd', 'e']) replies.push(await channel.ask('count', { index, word: 'x' }));
      expect(replies.map((reply) => (reply.ok ? reply.status : reply.kind))).toEqual([
        503,
        503,
        503,
        'stopped',
        'stopped',
      ]);
    });
    expect(server.requests).toHaveLength(3);
  });

  test('requests and bytes have a budget', async () => {
    const server = await web((_, response) => response.end('x'.repeat(1000)));
    const budget = { milliseconds: 1000, requests: 3, bytes: 1_000_000 };
    await using(
      server,
      async (line) => {
        const kinds = [];
        for (const index of ['a', 'b', 'c', 'd']) {
          const reply = await line.channel('test', table).ask('count', { index, word: 'x' });
          kinds.push(reply.ok ? 'ok' : reply.kind);
        }
        expect(kinds).toEqual(['ok', 'ok', 'ok', 'budget']);
      },
      { budget },
    );
    const small = await web((_, response) => response.end('x'.repeat(1000)));
    await using(
      small,
      async (line) => {
        const kinds = [];
        for (const index of ['a', 'b', 'c']) {
          const reply = await line.channel('test', table).ask('count', { index, word: 'x' });
          kinds.push(reply.ok ? 'ok' : reply.kind);
        }
        expect(kinds).toEqual(['ok', 'budget', 'budget']);
      },
      { budget: { ...budget, bytes: 1500 } },
    );
  });

  test('an abort ends the question under way and all that follow', async () => {
    const server = await tcp(() => undefined);
    const controller = new AbortController();
    await using(
      server,
      async (line) => {
        setTimeout(() => controller.abort(), 20);
        const start = performance.now();
        const channel = line.channel('test', table);
        expect(await channel.ask('root')).toMatchObject({ ok: false, kind: 'stopped' });
        expect(await channel.ask('count', { index: 'a', word: 'b' })).toMatchObject({ ok: false, kind: 'stopped' });
        expect(performance.now() - start).toBeLessThan(400);
      },
      { signal: controller.signal },
    );
    expect(server.connections).toBe(1);
  });

  test('the time-out is one for all questions until the first answer', async () => {
    const server = await tcp(() => undefined);
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      const start = performance.now();
      for (const index of ['a', 'b', 'c']) {
        expect(await channel.ask('count', { index, word: 'x' })).toMatchObject({ ok: false, kind: 'timeout' });
      }
      expect(performance.now() - start).toBeLessThan(1100);
    });
  });

  test('what speaks first is heard, also where HTTP was asked', async () => {
    const banner = 'SSH-2.0-OpenSSH_9.2\r\n';
    const server = await tcp((socket, data) => data ?? socket.write(banner));
    await using(server, async (line) => {
      const reply = await line.channel('test', table).ask('root');
      expect(reply).toMatchObject({ ok: false, kind: 'protocol' });
      expect(Buffer.from(line.heard.firstBytes).toString()).toBe(banner);
      expect(line.heard).toMatchObject({ connected: true, lastFailure: { kind: 'protocol' } });
      expect(Buffer.from((!reply.ok && reply.received) || []).toString()).toBe(banner);
    });
  });

  test('a closed port is refused once and for all', async () => {
    const server = await tcp(() => undefined);
    await server.close();
    const line = lineTo(server.port);
    const channel = line.channel('test', table);
    const first = await channel.ask('root');
    expect(first).toMatchObject({ ok: false, kind: 'refused', message: 'connection refused' });
    expect(await channel.ask('count', { index: 'a', word: 'b' })).toBe(first);
    expect(line.heard.connected).toBe(false);
    await line.close();
  });

  test('the ledger holds what was sent', async () => {
    const server = await web((_, response) => response.end('{}'));
    const scope = createScope(noRules);
    const line = lineTo(server.port, { scope });
    await line.channel('test', table).ask('root');
    await line.close();
    await server.close();
    const [entry, ...rest] = scope.ledger.entries();
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({ address: '127.0.0.1', port: server.port, connections: 1, requests: 1 });
    expect(entry?.sent).toBeGreaterThan(50);
    expect(entry?.received).toBe(line.exchanges[0]?.receivedBytes);
  });
});

describe('hosts', () => {
  test('a host that lets 20 connections time out is given up, unless it answered on some port', () => {
    const hosts = createHosts();
    for (let count = 0; count < 20; count += 1) {
      expect(hosts.worthDialling('10.0.0.1')).toBe(true);
      hosts.timedOut('10.0.0.1');
      hosts.timedOut('10.0.0.2');
      hosts.answered('10.0.0.2');
    }
    expect(hosts.worthDialling('10.0.0.1')).toBe(false);
    expect(hosts.worthDialling('10.0.0.2')).toBe(true);
  });

  test('a given-up host is not dialled', async () => {
    const hosts = createHosts();
    for (let count = 0; count < 20; count += 1) hosts.timedOut('127.0.0.1');
    const line = lineTo(1, { hosts, dial: () => expect.unreachable('dialled') });
    expect(await line.channel('test', table).ask('root')).toMatchObject({ ok: false, kind: 'unreachable' });
    await line.close();
  });
});
