import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

/** Where the lab's server is, and the words that open it, if any. */
export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly login: readonly string[] | null;
}

/** A server that the lab fills. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  /** Sends all commands at once; what comes back is what the server says. Throws on an error. */
  ask(...commands: readonly (readonly string[])[]): Promise<string>;
  close(): Promise<void>;
}

const MARK = 'the-end-of-the-answers';

export async function openStore({ host, port, tls, login }: StoreAddress): Promise<Store> {
  const socket: Socket = tls ? tlsConnect({ host, port, rejectUnauthorized: false }) : connect({ host, port });
  await once(socket, tls ? 'secureConnect' : 'connect');
  socket.setEncoding('utf8');
  let heard = '';
  let failed: Error | null = null;
  let wake = (): void => undefined;
  socket.on('data', (text: string) => {
    heard += text;
    wake();
  });
  socket.on('error', (error) => {
    failed = error;
  });
  socket.on('close', () => wake());
  const ask = async (...commands: readonly (readonly string[])[]): Promise<string> => {
    heard = '';
    socket.write([...commands, ['ECHO', MARK]].map(written).join(''));
    while (!heard.includes(`${MARK}\r\n`)) {
      if (socket.destroyed) throw failed ?? new Error('the server hung up');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const answer = heard.slice(0, heard.lastIndexOf(`$${MARK.length}`));
    const wrong = /^-[A-Z]{2,} .*$/m.exec(answer)?.[0];
    if (wrong !== undefined) throw new Error(`${commands[0]?.join(' ')} … was answered with ${wrong}`);
    return answer;
  };
  if (login !== null) await ask(['AUTH', ...login]);
  return {
    ask,
    async close() {
      if (socket.destroyed) return;
      socket.end();
      await once(socket, 'close');
    },
  };
}

function written(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
