import { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { goodCertificate } from '../../kit/certificates.ts';
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
      expect(server.connections, 'a server that greeted is not left without an answer').toBe(1);
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

  test('a server that speaks another protocol is not waited for as long as one that spoke this', async () => {
    const server = await tcp((socket, data) => {
      if (data?.toString().startsWith('GET ')) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
    await using(server, async (line) => {
      await line.channel('a', table).ask('root');
      const start = performance.now();
      expect(await line.channel('b', spoken).ask('say', { text: 'x' })).toMatchObject({ ok: false, kind: 'timeout' });
      expect(performance.now() - start).toBeLessThan(400);
    });
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

describe('a conversation', () => {
  /** Says who it talks to in every answer: `hi NAME` begins, `x` is answered with `NAME x`, `bye` ends it. */
  const parrot = (heard: string[] = []) => {
    const names = new WeakMap<object, string>();
    return tcp((socket, data) => {
      for (const text of data?.toString().split('\n').filter(Boolean) ?? []) {
        heard.push(text);
        if (text.startsWith('hi ')) names.set(socket, text.slice(3));
        if (text === 'leave') socket.end();
        else if (text !== 'bye') socket.write(`${names.get(socket) ?? 'stranger'} ${text}\n`);
      }
    });
  };
  const table = {
    hi: lineOfText({
      opens: true,
      farewell: () => Buffer.from('bye\n'),
      encode: ({ text }) => Buffer.from(`hi ${String(text)}\n`),
    }),
    say: lineOfText(),
  };
  const textOf = (reply: { ok: boolean; bytes?: Uint8Array }) =>
    Buffer.from(reply.bytes ?? [])
      .toString()
      .trim();

  test('the same words are asked again within another conversation, and the one that is left ends in order', async () => {
    const heard: string[] = [];
    const server = await parrot(heard);
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      const say = async (text: string) => textOf((await channel.ask('say', { text })) as never);
      await channel.ask('hi', { text: 'ada' });
      expect([await say('x'), await say('x')]).toEqual(['ada x', 'ada x']);
      await channel.ask('hi', { text: 'bela' });
      expect(await say('x')).toBe('bela x');
      await channel.ask('hi', { text: 'ada' });
      expect(await say('y')).toBe('ada y');
      expect(server.connections).toBe(3);
      await line.close();
      await expect.poll(() => heard.length).toBe(9);
    });
    expect(heard).toEqual(['hi ada', 'x', 'bye', 'hi bela', 'x', 'bye', 'hi ada', 'y', 'bye']);
  });

  test('a server that takes one at a time is left before it is dialled again', async () => {
    let inside = 0;
    let most = 0;
    const server = await tcp((socket, data) => {
      if (data) {
        for (const text of data.toString().split('\n').filter(Boolean)) if (text !== 'bye') socket.write(`${text}\n`);
        return;
      }
      inside += 1;
      most = Math.max(most, inside);
      socket.on('close', () => {
        inside -= 1;
      });
    });
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      for (const text of ['a', 'b', 'c', 'd']) expect(await channel.ask('hi', { text })).toMatchObject({ ok: true });
    });
    expect(most).toBe(1);
  });

  test('where it is over nothing is asked in its place', async () => {
    const server = await parrot();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      await channel.ask('hi', { text: 'ada' });
      expect(await channel.ask('say', { text: 'leave' })).toMatchObject({ ok: false, kind: 'closed' });
      expect(await channel.ask('say', { text: 'x' })).toMatchObject({ ok: false, kind: 'closed' });
      expect(server.connections).toBe(1);
    });
  });

  test('names of strangers may hold what a path may not, but no end of a line', async () => {
    const server = await parrot();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      expect(textOf((await channel.ask('hi', { text: '_a,b/*' })) as never)).toBe('_a,b/* hi _a,b/*');
      expect(await channel.ask('hi', { text: 'a\nbye' })).toMatchObject({ ok: false, kind: 'protocol' });
    });
  });
});

test('a protocol whose server does not speak first is not listened to before it is asked', async () => {
  const server = await answering('hello\n');
  await using(server, async (line) => {
    const ask = lineOfText({ opens: true, ungreeted: true });
    const channel = line.channel('test', { hello: greeting(wholeLine), ask });
    expect(await channel.ask('hello')).toMatchObject({ ok: false, kind: 'timeout' });
    expect(await channel.ask('ask', { text: 'a' })).toMatchObject({ ok: true, kind: 'bytes' });
  });
});

describe('an upgrade to TLS', () => {
  const words = { hi: lineOfText({ opens: true }), bare: lineOfText({ opens: true, plain: true }), say: lineOfText() };
  const starttls = {
    kind: 'upgrade',
    safety: 'greeting',
    from: 'identify',
    why: 'a test',
    encode: () => Buffer.from('STARTTLS\n'),
    length: () => 1,
    accepted: (answer: Uint8Array) => answer[0] === 83,
  } as const;

  /** Answers STARTTLS with `answer`, and all other lines with `tls` or `plain` and the line. */
  async function upgrading(answer: string, heard: string[] = [], toHello?: Buffer, greets = '') {
    const pem = await goodCertificate();
    return tcp((socket, data) => {
      if (!data) socket.write(greets);
      if (!data) return;
      if (data.toString('latin1').startsWith('GET ')) socket.end();
      else if (data[0] === 0x16) socket.end(toHello ?? '');
      if (socket.writableEnded) return;
      if (data.toString() !== 'STARTTLS\n') {
        heard.push('plain');
        socket.write(`plain ${data.toString()}`);
        return;
      }
      socket.write(answer);
      if (!answer.startsWith('S')) return;
      socket.removeAllListeners('data');
      const tls = new TLSSocket(socket, { isServer: true, ...pem });
      tls.on('error', () => socket.destroy());
      tls.on('data', (text: Buffer) => {
        heard.push('tls');
        tls.write(`tls ${text.toString()}`);
      });
    });
  }
  const textOf = (reply: { ok: boolean; bytes?: Uint8Array }) =>
    Buffer.from(reply.bytes ?? [])
      .toString()
      .trim();

  test('every session begins with it, the first on the connection that was asked; TLS is seen', async () => {
    const server = await upgrading('S');
    await using(server, async (line) => {
      const channel = line.channel('test', { starttls, ...words });
      expect(await channel.ask('starttls')).toMatchObject({ ok: true });
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('tls a');
      expect(server.connections).toBe(1);
      expect(textOf((await channel.ask('hi', { text: 'b' })) as never)).toBe('tls b');
      expect(textOf((await channel.ask('say', { text: 'c' })) as never)).toBe('tls c');
      expect(server.connections).toBe(2);
      expect(line.tls).toMatchObject({ version: 'TLSv1.3', certificate: { selfSigned: true } });
      expect(textOf((await channel.ask('bare', { text: 'd' })) as never)).toBe('plain d');
    });
  });

  test('TLS that begins by itself behind the greeting, on the connection that was greeted', async () => {
    const pem = await goodCertificate();
    const server = await tcp((socket, data) => {
      if (data) return;
      socket.write('welcome\n', () => {
        const tls = new TLSSocket(socket, { isServer: true, ...pem });
        tls.on('error', () => socket.destroy());
        tls.on('data', (text: Buffer) => tls.write(`tls ${text.toString()}`));
      });
    });
    await using(server, async (line) => {
      const silent = { ...starttls, encode: () => new Uint8Array(), length: null, accepted: () => true } as const;
      const channel = line.channel('test', { welcome: greeting(wholeLine), silent, ...words });
      expect(textOf((await channel.ask('welcome')) as never)).toBe('welcome');
      expect(await channel.ask('silent')).toMatchObject({ ok: true });
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('tls a');
      expect(server.connections).toBe(1);
    });
  });

  test('a server that refused TLS from the first byte on is asked for it again in its own way', async () => {
    const noSuchProtocol = Buffer.from('15030300020278', 'hex');
    const server = await upgrading('S', [], noSuchProtocol);
    await using(server, async (line) => {
      expect(await line.channel('web', table).ask('root')).toMatchObject({ ok: false, kind: 'tls' });
      const channel = line.channel('test', { starttls, ...words });
      expect(await channel.ask('starttls')).toMatchObject({ ok: true });
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('tls a');
      expect(textOf((await channel.ask('hi', { text: 'b' })) as never)).toBe('tls b');
    });
  });

  test('after a greeting it goes on within TLS on the connection that was greeted', async () => {
    const server = await upgrading('S', [], undefined, 'hello\n');
    await using(server, async (line) => {
      const channel = line.channel('test', { hello: greeting(wholeLine), starttls, ...words });
      expect(textOf((await channel.ask('hello')) as never)).toBe('hello');
      expect(await channel.ask('starttls')).toMatchObject({ ok: true });
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('tls a');
      expect(server.connections).toBe(1);
    });
  });

  test('declined, the conversation goes on as it is', async () => {
    const server = await upgrading('N');
    await using(server, async (line) => {
      const channel = line.channel('test', { starttls, ...words });
      await channel.ask('starttls');
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('plain a');
      expect(server.connections).toBe(1);
      expect(line.tls).toBeNull();
    });
  });

  test('what comes behind the agreement and before TLS is not believed', async () => {
    const server = await answering('Splain forged\n');
    await using(server, async (line) => {
      const channel = line.channel('test', { starttls, ...words });
      expect(await channel.ask('starttls')).toMatchObject({ ok: false, kind: 'protocol' });
    });
  });
});
