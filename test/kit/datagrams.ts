import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A server of a test that is spoken to in datagrams, on 127.0.0.1 and a port of the system's choice. */
export interface DatagramServer {
  readonly port: number;
  /** What it heard, in order. */
  readonly heard: readonly Buffer[];
  close(): Promise<void>;
}

/** `answer` gives the datagrams that go back to whoever asked. */
export async function datagrams(
  answer: (question: Buffer, from: RemoteInfo, socket: Socket) => readonly Uint8Array[],
): Promise<DatagramServer> {
  const socket = createSocket('udp4');
  const heard: Buffer[] = [];
  socket.on('message', (question, from) => {
    heard.push(question);
    for (const one of answer(question, from, socket)) socket.send(one, from.port, from.address);
  });
  // Whoever asked may be gone.
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    heard,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
