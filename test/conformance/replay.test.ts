import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { expect, test } from 'vitest';
import type { Transcript, TranscriptExchange } from '../../src/model/transcript.ts';
import { replay } from '../kit/replay.ts';

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

function transcript(...exchanges: readonly Pick<TranscriptExchange, 'sent' | 'answer'>[]): Transcript {
  return {
    schema: 'unlatched/transcript/1',
    engine: 'made-up',
    state: 'open',
    server: { product: 'Made up', version: '1', source: 'documentation', reference: 'none' },
    tls: false,
    path: '/',
    exchanges: exchanges.map((exchange) => ({ name: 'question', params: {}, ...exchange })),
    expect: {
      outcome: 'unidentified',
      engine: null,
      version: null,
      level: 'none',
      inferred: 'none',
      protection: null,
      records: null,
      collections: null,
      people: null,
      classes: [],
      rules: [],
    },
  };
}

/** Says `text` and hears what comes until the server hangs up or has said `enough` bytes. */
async function hear(port: number, text: string, enough: number): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data: Buffer) => {
    heard += data.toString();
    if (heard.length >= enough) socket.end();
  });
  socket.write(text);
  await once(socket, 'close');
  return heard;
}

const PING = { sent: hexOf('PING\n'), answer: { hex: hexOf('PONG\n') } };

test('a replayed server answers the bytes that it knows, hangs up on others, and tells which', async () => {
  const server = await replay(transcript(PING));
  expect(await hear(server.port, 'PING\n', 5)).toBe('PONG\n');
  expect(await hear(server.port, 'GET / HTTP/1.1\r\n\r\n', 1)).toBe('');
  expect(await hear(server.port, 'QUIT\n', 1)).toBe('');
  expect(server.unknown).toEqual([hexOf('GET / HTTP/1.1\r\n\r\n'), hexOf('QUIT\n')]);
  await server.close();
});

test('a replayed server speaks first where the real one did', async () => {
  const server = await replay(transcript({ sent: '', answer: { hex: hexOf('WELCOME\n') } }, PING));
  expect(await hear(server.port, 'PING\n', 13)).toBe('WELCOME\nPONG\n');
  await server.close();
});

test.each([false, true])(
  'an answer that is grown beyond all bounds leaves no listener behind (TLS: %s)',
  async (tls) => {
    const warnings: string[] = [];
    const hearWarning = ({ name }: Error) => warnings.push(name);
    process.on('warning', hearWarning);
    const server = await replay({ ...transcript(PING), tls }, { grown: 8_000_000 });
    const at = { port: server.port, host: '127.0.0.1' };
    const socket: Socket = tls ? tlsConnect({ ...at, rejectUnauthorized: false }) : connect(at);
    let heard = 0;
    socket.on('data', ({ length }: Buffer) => {
      heard += length;
      if (heard >= 8_000_005) socket.destroy();
    });
    socket.write('PING\n');
    await once(socket, 'close');
    await server.close();
    process.off('warning', hearWarning);
    expect(heard).toBe(8_000_005);
    expect(warnings).toEqual([]);
  },
);
