import { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { engine as elasticsearch } from '../../../src/engines/elasticsearch/engine.ts';
import { identify } from '../../../src/identify/index.ts';
import type { Claim, Engine } from '../../../src/model/engine.ts';
import type { RequestTable } from '../../../src/model/request.ts';
import { endpointAt, greeting, lineOfText, lineTo, wholeLine } from '../../kit/line.ts';
import { answering, type TestServer, tcp, web } from '../../kit/servers.ts';

const TOKENS = { control: 'unl-0000000000000000' };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function kept<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

type Steps = readonly { readonly request: string; readonly says?: Partial<Claim> & { readonly on?: string } }[];

/** An engine that claims what its steps say, where the answer's text begins with `on`. */
function engineOf(id: string, port: number, steps: Steps): Engine {
  const requests: RequestTable = Object.fromEntries(
    steps.map(({ request }) => [
      request,
      { kind: 'http', safety: 'identify', from: 'identify', method: 'GET', path: request, why: 'a test' } as const,
    ]),
  );
  return {
    id,
    title: id,
    ports: [{ port, transport: 'tcp', tls: 'plain', role: 'http' }],
    requests,
    identify: steps.map(({ request, says }) => ({
      request,
      claim: (reply) => {
        if (says === undefined || !reply.ok || reply.kind !== 'http' || !reply.text().startsWith(says.on ?? ''))
          return null;
        return { engine: id, confidence: 'certain', version: null, because: 'a test', role: 'http', ...says };
      },
    })),
    levels: { banner: '', metadata: '', read: '', write: '', admin: '' },
    tested: 'replayed',
    access: () => Promise.reject(new Error('nobody asked')),
  };
}

const isTls = (data: Uint8Array) => data[0] === 0x16;

/** An engine with a protocol of its own, which it knows by its first words. */
function spokenBy(id: string, port: number, requests: RequestTable, knows: (text: string) => boolean): Engine {
  return {
    ...engineOf(id, port, []),
    requests,
    identify: Object.keys(requests).map((request) => ({
      request,
      claim: (reply) =>
        reply.ok && reply.kind === 'bytes' && knows(Buffer.from(reply.bytes).toString())
          ? { engine: id, confidence: 'certain', version: null, because: 'a test', role: 'store' }
          : null,
    })),
  };
}

async function asked(server: TestServer, engines: readonly Engine[], more: Parameters<typeof lineTo>[1] = {}) {
  return identify(kept(lineTo(server.port, more, { tls: 'plain' })), engines, TOKENS);
}

describe('the order of asking', () => {
  test('a certain claim beats a likely one that came first', async () => {
    const server = kept(await web((_, response) => response.end('hello')));
    const likely = engineOf('aa', 1, [{ request: '/', says: { confidence: 'likely' } }]);
    const certain = engineOf('bb', 2, [{ request: '/' }, { request: '/two', says: {} }]);
    expect(await asked(server, [likely, certain])).toMatchObject({ kind: 'claimed', claim: { engine: 'bb' } });
  });

  test('a likely claim counts where nobody is certain', async () => {
    const server = kept(await web((_, response) => response.end('hello')));
    const likely = engineOf('aa', 1, [{ request: '/', says: { confidence: 'likely' } }]);
    expect(await asked(server, [engineOf('bb', 2, [{ request: '/' }]), likely])).toMatchObject({
      claim: { engine: 'aa' },
    });
  });

  test('the engine whose own port it is comes first, and the others are not asked where it is certain', async () => {
    const server = kept(await web((_, response) => response.end('hello')));
    const other = engineOf('aa', 1, [{ request: '/other', says: {} }]);
    const own = engineOf('zz', server.port, [{ request: '/own', says: {} }]);
    expect(await asked(server, [other, own])).toMatchObject({ claim: { engine: 'zz' } });
    expect(server.requests).toEqual(['GET /own']);
  });

  test('a server that waits without end for more of an HTTP question is asked in other protocols too', async () => {
    const server = kept(
      await tcp((socket, data) => {
        if (data?.toString() === 'who\n') socket.write('me\n');
      }),
    );
    const shy = spokenBy('zz', 2, { who: lineOfText({ encode: () => Buffer.from('who\n') }) }, () => true);
    const web = engineOf('aa', 1, [{ request: '/' }, { request: '/two' }]);
    const other = spokenBy('mm', 3, { hum: lineOfText({ encode: () => Buffer.from('hum\n') }) }, () => false);
    expect(await asked(server, [web, other, shy])).toMatchObject({ kind: 'claimed', claim: { engine: 'zz' } });
  });

  test('a server that speaks first hears no other protocol, whoever knows its words', async () => {
    const heard: string[] = [];
    const server = kept(
      await tcp((socket, data) => {
        if (data === null) socket.write('I am who I am\n');
        else heard.push(data.toString());
      }),
    );
    const greeted = spokenBy('zz', 3, { words: greeting(wholeLine) }, (text) => text === 'I am who I am\n');
    const shy = spokenBy('mm', 2, { who: lineOfText({ encode: () => Buffer.from('who\n') }) }, () => false);
    const other = engineOf('aa', 1, [{ request: '/' }]);
    expect(await asked(server, [other, shy, greeted])).toMatchObject({ claim: { engine: 'zz' } });
    expect(server.connections).toBe(1);
    const stranger = [other, shy, spokenBy('zz', 3, { words: greeting(wholeLine) }, () => false)];
    expect(await asked(server, stranger)).toMatchObject({ kind: 'unidentified' });
    expect(heard).toEqual([]);
  });

  test('a server of HTTP is asked in no other protocol; one that finds fault with the question is', async () => {
    const said: string[] = [];
    const shy = spokenBy('mm', 2, { who: lineOfText({ encode: () => Buffer.from('who\n') }) }, () => false);
    for (const status of [404, 400]) {
      const server = kept(
        await tcp((socket, data) => {
          if (data === null) return;
          if (!isTls(data)) said.push(`${status} ${data.toString().slice(0, 4)}`);
          socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
        }),
      );
      await asked(server, [shy, engineOf('aa', 1, [{ request: '/' }])]);
    }
    expect(said).toEqual(['404 GET ', '400 GET ', '400 who\n']);
  });

  test('a server that takes no HTTP hears two such questions, not one of each engine', async () => {
    const heard: string[] = [];
    const hear = (data: Buffer) => heard.push(...(isTls(data) ? [] : [data.toString().split(' HTTP')[0] ?? '']));
    const server = kept(await tcp((socket, data) => void (data !== null && (hear(data), socket.end()))));
    const engines = ['aa', 'bb', 'cc', 'dd'].map((id, at) =>
      engineOf(id, at + 1, [{ request: '/' }, { request: `/${id}` }]),
    );
    await asked(server, engines);
    expect(heard).toEqual(['GET /', 'GET /aa']);
  });

  test('a step knows what those before it heard', async () => {
    const server = kept(await web((request, response) => response.end(request.url)));
    const { identify: _, ...rest } = engineOf('aa', 1, [{ request: '/' }, { request: '/{word}' }]);
    const words = (reply: { ok: boolean } | undefined) => (reply as unknown as { text(): string } | undefined)?.text();
    const heard: unknown[] = [];
    const engine: Engine = {
      ...rest,
      identify: [
        { request: '/', claim: () => null },
        {
          request: '/{word}',
          params: (tokens, earlier) => ({ word: `${tokens.control}${earlier.length}` }),
          claim: (reply, earlier = []) => {
            heard.push(words(reply), ...earlier.map(words));
            return null;
          },
        },
      ],
    };
    await asked(server, [engine]);
    expect(heard).toEqual([`/${TOKENS.control}1`, '/']);
  });

  test('a question that several engines share is sent once', async () => {
    const server = kept(await web((_, response) => response.end('hello')));
    const engines = ['aa', 'bb', 'cc'].map((id) => engineOf(id, 1, [{ request: '/' }, { request: '/same' }]));
    await asked(server, engines);
    expect(server.requests).toEqual(['GET /', 'GET /same']);
  });
});

describe('what nobody claims', () => {
  test('a page is unidentified, with what it said, escaped', async () => {
    const server = kept(
      await web((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html', server: 'nginx/1.22' });
        response.end('<h1>\u001b[31mWelcome</h1>');
      }),
    );
    const found = await asked(server, [elasticsearch]);
    expect(found).toMatchObject({ kind: 'unidentified' });
    const reason = found.kind === 'unidentified' ? found.reason : '';
    expect(reason).toContain('HTTP 200, text/html, from nginx/1.22');
    expect(reason).toContain('\\u{1b}');
  });

  test('401 to everything is protected by a login, whatever stands behind', async () => {
    const server = kept(
      await web((_, response) => {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="Restricted"' });
        response.end('<html>');
      }),
    );
    expect(await asked(server, [elasticsearch])).toMatchObject({
      kind: 'failed',
      outcome: 'protected',
      protection: 'authentication',
    });
  });

  test('another protocol is unidentified with its first bytes', async () => {
    const server = kept(await answering('SSH-2.0-OpenSSH_9.2\r\n', 'end'));
    const found = await asked(server, [elasticsearch]);
    expect(found.kind === 'unidentified' ? found.reason : '').toContain('SSH-2.0-OpenSSH_9.2');
  });

  test('the transport port of Elasticsearch is what it is', async () => {
    const server = kept(await answering('This is not an HTTP port', 'end'));
    expect(await asked(server, [elasticsearch])).toMatchObject({
      kind: 'claimed',
      claim: { engine: 'elasticsearch', role: 'transport' },
    });
  });

  test('a step that is to follow at once comes before the first steps of others, and only once', async () => {
    const server = kept(await web((_, response) => response.end('hello')));
    const first = engineOf('aa', 1, [{ request: '/one' }, { request: '/two' }, { request: '/three' }]);
    const soon = { ...first, identify: first.identify.map((step, at) => (at === 1 ? { ...step, soon: true } : step)) };
    const other = engineOf('bb', 2, [{ request: '/other' }]);
    await asked(server, [soon, other]);
    expect(server.requests).toEqual(['GET /one', 'GET /two', 'GET /other', 'GET /three']);
  });

  test('a closed port is unreachable', async () => {
    const server = await tcp(() => undefined);
    await server.close();
    expect(
      await identify(kept(lineTo(server.port, {}, endpointAt(server.port))), [elasticsearch], TOKENS),
    ).toMatchObject({
      kind: 'failed',
      outcome: 'unreachable',
      reason: 'nothing listens there: the connection is refused',
    });
  });

  test('a port that accepts and says nothing is inconclusive', async () => {
    const server = kept(await tcp(() => undefined));
    expect(await asked(server, [elasticsearch], { timeout: 200 })).toMatchObject({
      kind: 'failed',
      outcome: 'inconclusive',
    });
  });

  test('a port that resets before we know of the connection was reached all the same: inconclusive', async () => {
    const server = kept(await tcp(() => undefined));
    const dial = () => {
      const socket = new Socket();
      queueMicrotask(() => socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' })));
      return socket;
    };
    expect(await asked(server, [elasticsearch], { dial })).toMatchObject({
      kind: 'failed',
      outcome: 'inconclusive',
      reason: 'it accepts connections and gives no answer: the server reset the connection',
    });
  });

  test('a port that takes the question and hangs up speaks something else: unidentified', async () => {
    const server = kept(await tcp((socket) => socket.once('data', () => socket.end())));
    expect(await asked(server, [elasticsearch])).toEqual({
      kind: 'unidentified',
      reason: 'no engine knows it: it takes the question and hangs up without a word',
    });
  });

  test('403 to everything is no login: a filter may dislike the question alone, so it stays unidentified', async () => {
    const server = kept(
      await web((_, response) => {
        response.writeHead(403, { 'content-type': 'text/html', server: 'nginx' });
        response.end('<html>');
      }),
    );
    expect(await asked(server, [elasticsearch])).toMatchObject({ kind: 'unidentified' });
  });

  test('503 is inconclusive', async () => {
    const server = kept(
      await web((_, response) => {
        response.writeHead(503);
        response.end('try later');
      }),
    );
    expect(await asked(server, [elasticsearch])).toMatchObject({ kind: 'failed', outcome: 'inconclusive' });
  });
});
