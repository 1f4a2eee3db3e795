import { describe, expect, test } from 'vitest';
import { greeting, lineOfText, table, using, wholeLine } from '../../kit/line.ts';
import { answering, tcp, web } from '../../kit/servers.ts';

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
