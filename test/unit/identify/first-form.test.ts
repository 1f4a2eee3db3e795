import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from 'vitest';
import { identify } from '../../../src/identify/index.ts';
import type { Engine, Port } from '../../../src/model/engine.ts';
import { goodCertificate } from '../../kit/certificates.ts';
import { get, lineOfText, using } from '../../kit/line.ts';
import { tcp, tlsWeb } from '../../kit/servers.ts';

const TOKENS = { control: 'unl-0000000000000000' };

/** An engine that claims whatever answers at its ports. */
function engineAt(...ports: readonly Pick<Port, 'port' | 'tls'>[]): Engine {
  return {
    id: 'aa',
    title: 'aa',
    ports: ports.map((port) => ({ ...port, transport: 'tcp', role: 'http' })),
    requests: { root: get('/') },
    identify: [
      {
        request: 'root',
        claim: (reply) =>
          reply.ok ? { engine: 'aa', confidence: 'certain', version: null, because: 'a test', role: 'http' } : null,
      },
    ],
    levels: { banner: '', metadata: '', read: '', write: '', admin: '' },
    tested: 'replayed',
    access: () => Promise.reject(new Error('nobody asked')),
  };
}

test('on a port that is TLS to its engine, TLS is what is spoken first', async () => {
  const server = await tlsWeb(await goodCertificate(), (_, response) => response.end('{}'));
  await using(server, async (line) => {
    expect(await identify(line, [engineAt({ port: server.port, tls: 'tls' })], TOKENS)).toMatchObject({
      kind: 'claimed',
    });
    expect(line.tls).not.toBeNull();
  });
  expect(server.connections).toBe(1);
});

/** The first byte of each connection to a server that says nothing: 0x16 begins a TLS hello. */
async function firstBytes(engines: (port: number) => readonly Engine[], tls: 'plain' | 'auto' = 'auto') {
  const heard: (number | undefined)[] = [];
  const server = await tcp((socket, data) => {
    if (data === null) return;
    heard.push(data[0]);
    socket.end();
  });
  await using(server, (line) => identify(line, engines(server.port), TOKENS), {}, { tls });
  return heard;
}

test('the other form is tried where TLS is not understood there', async () => {
  expect(await firstBytes((port) => [engineAt({ port, tls: 'tls' })])).toEqual([0x16, 'G'.charCodeAt(0)]);
});

test('plain comes first at a port of nobody, at one that is plain, and where its engines differ', async () => {
  const plainly = ['G'.charCodeAt(0), 0x16];
  expect(await firstBytes(() => [engineAt({ port: 1, tls: 'tls' })])).toEqual(plainly);
  expect(await firstBytes((port) => [engineAt({ port, tls: 'plain' }, { port: 1, tls: 'tls' })])).toEqual(plainly);
  expect(
    await firstBytes((port) => [engineAt({ port, tls: 'tls' }), engineAt({ port, tls: 'plain' })]).then(
      ([first]) => first,
    ),
  ).toBe(plainly[0]);
});

test('what the user wrote comes before what is usual', async () => {
  const [first] = await firstBytes((port) => [engineAt({ port, tls: 'tls' })], 'plain');
  expect(first).toBe('G'.charCodeAt(0));
});

const HOLLOW = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 0\r\n\r\n';

/** Neo4j's port of Bolt: to HTTP it announces JSON and says none, with TLS and without; its own protocol it speaks over TLS alone. */
async function hollow() {
  const within = createTlsServer(await goodCertificate(), (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => socket.write(data.toString('latin1').startsWith('GET ') ? HOLLOW : 'HELLO\n'));
  });
  return tcp((socket, data) => {
    if (data === null) return;
    socket.removeAllListeners('data');
    if (data[0] === 0x16) {
      socket.pause();
      socket.unshift(data);
      within.emit('connection', socket);
    } else if (data.toString('latin1').startsWith('GET ')) {
      socket.end(HOLLOW);
    } else {
      socket.end();
    }
  });
}

test('an answer over HTTP that announces JSON and holds none settles neither form nor protocol', async () => {
  const web = engineAt({ port: 1, tls: 'plain' });
  const own: Engine = {
    ...web,
    id: 'bb',
    requests: { say: lineOfText({ encode: () => Buffer.from('hello\n') }) },
    identify: [
      {
        request: 'say',
        claim: (reply) =>
          reply.ok ? { engine: 'bb', confidence: 'certain', version: null, because: 'a test', role: 'store' } : null,
      },
    ],
  };
  const silent: Engine = { ...web, identify: [{ request: 'root', claim: () => null }] };
  await using(await hollow(), async (line) => {
    expect(await identify(line, [silent, own], TOKENS)).toMatchObject({ kind: 'claimed', claim: { engine: 'bb' } });
    expect(line.tls).not.toBeNull();
  });
});
