import { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { goodCertificate } from '../../kit/certificates.ts';
import { greeting, lineOfText, table, using, wholeLine } from '../../kit/line.ts';
import { answering, tcp } from '../../kit/servers.ts';

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
      expect(textOf((await channel.ask('hi', { text: 'b' })) as never)).toBe('tls b');
      expect(server.connections).toBe(2);
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

  test('where nothing is answered TLS begins by itself', async () => {
    const pem = await goodCertificate();
    const server = await tcp((socket, data) => {
      if (!data) return;
      socket.removeAllListeners('data');
      socket.pause();
      socket.unshift(data.subarray('STARTTLS\n'.length));
      const tls = new TLSSocket(socket, { isServer: true, ...pem });
      tls.on('error', () => socket.destroy());
      tls.on('data', (text: Buffer) => tls.write(`tls ${text.toString()}`));
    });
    await using(server, async (line) => {
      const silent = { ...starttls, length: null, accepted: () => true } as const;
      const channel = line.channel('test', { silent, ...words });
      expect(await channel.ask('silent')).toMatchObject({ ok: true, bytes: new Uint8Array() });
      expect(textOf((await channel.ask('hi', { text: 'a' })) as never)).toBe('tls a');
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
