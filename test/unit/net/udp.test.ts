import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { DatagramRequest } from '../../../src/model/request.ts';
import { createHosts, UndeclaredRequest } from '../../../src/net/index.ts';
import { createScope } from '../../../src/scope/index.ts';
import { type DatagramServer, datagrams } from '../../kit/datagrams.ts';
import { get, lineTo, noRules } from '../../kit/line.ts';

/** `N/M:part`: the parts of an answer in any order. */
const say: DatagramRequest = {
  kind: 'datagram',
  encode: ({ text }) => Buffer.from(String(text)),
  assemble: (received) => {
    const parts = received.map((one) => /^(\d+)\/(\d+):(.*)$/s.exec(Buffer.from(one).toString()));
    if (parts.includes(null)) throw new RangeError('that is no part');
    if (parts.length < Number(parts[0]?.[2])) return undefined;
    return Buffer.from(
      parts
        .toSorted((left, right) => Number(left?.[1]) - Number(right?.[1]))
        .map((part) => part?.[3])
        .join(''),
    );
  },
  safety: 'identify',
  from: 'identify',
  why: 'a test',
  maxBytes: 4_096,
};
const table = { say, root: get('/') };
const text = (words: string) => Buffer.from(words);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

function lineOver(port: number, more: Parameters<typeof lineTo>[1] = {}) {
  const line = lineTo(port, more, { transport: 'udp' });
  open.push(line);
  return line;
}

async function server(answer: Parameters<typeof datagrams>[0]): Promise<DatagramServer> {
  const made = await datagrams(answer);
  open.push(made);
  return made;
}

test('a question is one datagram, its answer may be many in any order, and the ledger holds them apart from TCP', async () => {
  const { port, heard } = await server(() => [text('1/2:world'), text('0/2:hello ')]);
  const scope = createScope(noRules);
  const line = lineOver(port, { scope });
  const reply = await line.channel('test', table).ask('say', { text: 'hi' });
  expect(reply.ok && Buffer.from(reply.bytes).toString()).toBe('hello world');
  expect(heard.map(String)).toEqual(['hi']);
  expect([...scope.ledger.entries()]).toEqual([
    { address: '127.0.0.1', port, transport: 'udp', connections: 0, requests: 1, sent: 2, received: 19 },
  ]);
  expect(line.heard.connected).toBe(true);
});

test('silence ends in time, and nothing is sent again, whoever asks', async () => {
  const { port, heard } = await server(() => []);
  const hosts = createHosts();
  const line = lineOver(port, { timeout: 60_000, hosts });
  const began = performance.now();
  const first = await line.channel('test', table).ask('say', { text: 'hi' });
  expect(first).toMatchObject({ ok: false, kind: 'timeout' });
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await line.channel('other', table).ask('say', { text: 'ho' })).toBe(first);
  expect(heard).toHaveLength(1);
  expect(hosts.worthDialling('127.0.0.1')).toBe(true);
});

test('a closed port is told by its host', async () => {
  const gone = await datagrams(() => []);
  await gone.close();
  expect(await lineOver(gone.port).channel('test', table).ask('say', { text: 'hi' })).toMatchObject({
    kind: 'refused',
  });
});

test('what others send is not heard, nor what comes too late', async () => {
  const stranger = createSocket('udp4');
  const ports: number[] = [];
  const { port } = await server((question, from, socket) => {
    stranger.send('0/1:lies', from.port, from.address);
    const [earlier] = ports;
    ports.push(from.port);
    if (earlier !== undefined) socket.send('0/1:late', from.port === earlier ? 1 : earlier, from.address);
    setTimeout(() => socket.send(`0/1:${String(question)}`, from.port, from.address), 50);
    return [];
  });
  const channel = lineOver(port).channel('test', table);
  for (const words of ['one', 'two']) {
    const reply = await channel.ask('say', { text: words });
    expect(reply.ok && Buffer.from(reply.bytes).toString()).toBe(words);
  }
  expect(new Set(ports).size).toBe(2);
  stranger.close();
  await once(stranger, 'close');
});

test('an answer without end, one of another protocol, and one that is too large are told apart', async () => {
  const flood = Array.from({ length: 200 }, () => text('0/99:x'));
  const { port, heard } = await server((question) => {
    if (question.toString() === 'flood') return flood;
    return question.toString() === 'large' ? [Buffer.alloc(5_000, 'x')] : [text('HTTP/1.1 400')];
  });
  const asked = async (words: string) => lineOver(port).channel('test', table).ask('say', { text: words });
  expect(await asked('flood')).toMatchObject({ ok: false, kind: 'too-large' });
  expect(await asked('large')).toMatchObject({ ok: false, kind: 'too-large' });
  const other = await asked('other');
  expect(other).toMatchObject({ ok: false, kind: 'protocol', message: 'that is no part' });
  expect(!other.ok && Buffer.from(other.received ?? []).toString()).toBe('HTTP/1.1 400');
  expect(heard).toHaveLength(3);
});

test('a question that does not fit into one datagram is not sent', async () => {
  const { port, heard } = await server(() => [text('0/1:ok')]);
  const channel = lineOver(port).channel('test', table);
  expect(await channel.ask('say', { text: 'x'.repeat(1_233) })).toMatchObject({ ok: false, kind: 'protocol' });
  expect(await channel.ask('say', { text: 'x'.repeat(1_232) })).toMatchObject({ ok: true });
  expect(heard.map(({ length }) => length)).toEqual([1_232]);
});

test('each transport has its own questions, and another one is a defect', async () => {
  const nobody = { dial: () => expect.unreachable('dialled'), dialDatagrams: () => expect.unreachable('dialled') };
  await expect(lineOver(9, nobody).channel('test', table).ask('root')).rejects.toThrow(UndeclaredRequest);
  const line = lineTo(9, nobody);
  open.push(line);
  await expect(line.channel('test', table).ask('say', { text: 'hi' })).rejects.toThrow(UndeclaredRequest);
});

test('nothing is sent to what the scope refuses', async () => {
  const line = lineTo(
    9,
    { scope: createScope(noRules), dialDatagrams: () => expect.unreachable('dialled') },
    { transport: 'udp', host: '203.0.113.1', address: '203.0.113.1' },
  );
  open.push(line);
  const reply = await line.channel('test', table).ask('say', { text: 'hi' });
  expect(reply).toMatchObject({ ok: false, kind: 'stopped' });
  expect(!reply.ok && reply.message).toContain('out of scope');
});

test('Ctrl-C ends what is waited for', async () => {
  const { port } = await server(() => []);
  const stop = new AbortController();
  const reply = lineOver(port, { signal: stop.signal }).channel('test', table).ask('say', { text: 'hi' });
  await wait(20);
  stop.abort();
  expect(await reply).toMatchObject({ ok: false, kind: 'stopped' });
});
