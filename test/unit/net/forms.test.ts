import { expect, test } from 'vitest';
import { get, lineOfText, using } from '../../kit/line.ts';
import { tcp } from '../../kit/servers.ts';

test('a server that hangs up on HTTP and waits for the rest of a TLS hello still has time to answer what it speaks', async () => {
  const server = await tcp((socket, data) => {
    const text = data?.toString('latin1') ?? '';
    if (text.startsWith('GET ')) socket.end();
    if (text === 'hello\n') socket.write('HELLO\n');
  });
  await using(server, async (line) => {
    const channel = line.channel('test', { root: get('/'), say: lineOfText() });
    expect(await channel.ask('root')).toMatchObject({ ok: false, kind: 'closed' });
    expect(await channel.ask('say', { text: 'hello' })).toMatchObject({ ok: true });
  });
});
