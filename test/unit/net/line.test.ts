import { describe, expect, test } from 'vitest';
import type { FullExchange } from '../../../src/net/index.ts';
import { createHosts, UndeclaredRequest } from '../../../src/net/index.ts';
import { createScope } from '../../../src/scope/index.ts';
import { get, greeting, lineDeps, lineOfText, lineTo, noRules, wholeLine } from '../../kit/line.ts';
import { answering, tcp, web } from '../../kit/servers.ts';

const table = {
  root: get('/'),
  count: get('/{index}/_count', { query: { q: '{word}', pretty: '' } }),
  privileges: get('/_privileges', { method: 'POST', body: { index: [{ names: ['{index}'], size: '{size}' }] } }),
  deep: get('/_deep', { from: 'impact' }),
  records: get('/_records', { safety: 'sample' }),
};

const echo = () =>
  web((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => response.end(JSON.stringify({ body, headers: request.headers })));
  });

async function using<T>(
  server: Awaited<ReturnType<typeof web>>,
  work: (line: ReturnType<typeof lineTo>) => Promise<T>,
  ...more: [Parameters<typeof lineTo>[1]?, Parameters<typeof lineTo>[2]?]
): Promise<T> {
  const line = lineTo(server.port, ...more);
  try {
    return await work(line);
  } finally {
    await line.close();
    await server.close();
  }
}

describe('a closed table', () => {
  test('a request that is not in it cannot be named, not even by a name all objects have', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      for (const name of ['drop', 'toString', '__proto__', ''])
        await expect(channel.ask(name as 'root')).rejects.toThrow(UndeclaredRequest);
    });
    expect(server.connections).toBe(0);
  });

  test('depth and safety class are kept', async () => {
    const server = await echo();
    await using(
      server,
      async (line) => {
        const channel = line.channel('test', table);
        await expect(channel.ask('deep')).rejects.toThrow('depth impact');
        await expect(channel.ask('records')).rejects.toThrow('class sample');
      },
      { depth: 'inventory' },
    );
    expect(server.connections).toBe(0);
  });

  test('paths, queries and bodies are rendered from parameters', async () => {
    const server = await echo();
    await using(
      server,
      async (line) => {
        const channel = line.channel('test', table);
        await channel.ask('count', { index: ['a b', 'ü%2e'], word: 'x&y=1' });
        const reply = await channel.ask('privileges', { index: 'shop.users', size: 5 });
        const echoed = reply.ok ? (reply.json() as { body: string; headers: Record<string, string> }) : null;
        expect(echoed?.body).toBe('{"index":[{"names":["shop.users"],"size":5}]}');
        expect(echoed?.headers).toMatchObject({
          host: `localhost:${server.port}`,
          'user-agent': 'unlatched/test',
          'accept-encoding': 'identity',
          'content-type': 'application/json',
        });
      },
      {},
      { path: '/es/', host: 'localhost' },
    );
    expect(server.requests).toEqual(['GET /es/a%20b,%C3%BC%252e/_count?q=x%26y%3D1&pretty', 'POST /es/_privileges']);
  });

  test.each(['_all', '-x', '+x', '<x>', 'a*', 'a,b', 'a/b', '.', '..', '', '\ud800'])(
    'a name such as %j is never sent',
    async (index) => {
      const server = await echo();
      await using(server, async (line) => {
        const channel = line.channel('test', table);
        for (const params of [
          { index, word: 'x' },
          { index: ['fine', index], word: 'x' },
          { index: 'fine', word: index },
        ]) {
          expect(await channel.ask('count', params)).toMatchObject({ ok: false, kind: 'protocol' });
        }
        expect(await channel.ask('privileges', { index, size: 1 })).toMatchObject({ ok: false });
      });
      expect(server.connections).toBe(0);
    },
  );

  test('a missing parameter is a defect, and an empty list names nothing', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      await expect(channel.ask('count', { word: 'x' })).rejects.toThrow('needs a parameter "index"');
      expect(await channel.ask('count', { index: [], word: 'x' })).toMatchObject({ ok: false });
    });
    expect(server.connections).toBe(0);
  });
});

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

describe('a stream', () => {
  const upper = () =>
    tcp((socket, data) => {
      if (data) for (const text of data.toString().split('\n').filter(Boolean)) socket.write(`${text.toUpperCase()}\n`);
      else socket.write('hello\n');
    });
  const spoken = { hello: greeting(wholeLine), say: lineOfText(), alone: lineOfText({ fresh: true }) };
  const textOf = (reply: { ok: boolean; bytes?: Uint8Array }) => Buffer.from(reply.bytes ?? []).toString();

  test('one session for greeting and questions, another connection for a fresh one, never three', async () => {
    const server = await upper();
    await using(server, async (line) => {
      const channel = line.channel('test', spoken);
      expect(textOf((await channel.ask('hello')) as never)).toBe('hello\n');
      expect(textOf((await channel.ask('say', { text: 'a' })) as never)).toBe('A\n');
      expect(textOf((await channel.ask('say', { text: 'b' })) as never)).toBe('B\n');
      expect(server.connections).toBe(1);
      await channel.ask('alone', { text: 'c' });
      expect(server.connections).toBe(2);
    });
  });

  test('an engine that asks for a greeting which was heard already gets it, and its session begins with it', async () => {
    const server = await upper();
    await using(server, async (line) => {
      await line.channel('one', spoken).ask('hello');
      const other = line.channel('other', spoken);
      expect(textOf((await other.ask('hello')) as never)).toBe('hello\n');
      expect(line.exchanges).toHaveLength(1);
      expect(textOf((await other.ask('say', { text: 'x' })) as never)).toBe('X\n');
    });
  });

  test('bytes that are not the protocol, too many of them, and an end within a message', async () => {
    const strict = lineOfText({
      length: () => {
        throw new Error('no such frame');
      },
    });
    const small = lineOfText({ maxBytes: 8 });
    const cases = [
      [await answering('what?\n'), strict, 'protocol'],
      [await answering('x'.repeat(100)), small, 'too-large'],
      [await answering('half', 'end'), small, 'closed'],
      [await tcp(() => undefined), small, 'timeout'],
    ] as const;
    for (const [server, say, kind] of cases) {
      await using(server, async (line) => {
        expect(await line.channel('test', { say }).ask('say', { text: 'x' })).toMatchObject({ ok: false, kind });
      });
    }
  });

  test('a silent server is not listened to for all of the time', async () => {
    const server = await web((_, response) => response.end('{}'));
    await using(server, async (line) => {
      const start = performance.now();
      expect(await line.channel('a', spoken).ask('hello')).toMatchObject({ ok: false, kind: 'timeout' });
      expect(performance.now() - start).toBeLessThan(400);
      expect(await line.channel('b', table).ask('root')).toMatchObject({ ok: true });
    });
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
    const line = lineTo(1, { ...lineDeps(), hosts, dial: () => expect.unreachable('dialled') });
    expect(await line.channel('test', table).ask('root')).toMatchObject({ ok: false, kind: 'unreachable' });
    await line.close();
  });
});
