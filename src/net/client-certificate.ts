import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { contextFor } from './secure.ts';

const SEEN_AT_MOST = 64 * 1024;
const HANDSHAKE_RECORD = 22;
const CERTIFICATE_REQUEST = 13;

/**
 * Whether the server asks clients for a certificate. Node does not tell, and TLS 1.3 encrypts the question; up to TLS 1.2 it
 * stands in the open in the server's first flight (RFC 5246, 7.4.4), so that a second handshake, held to TLS 1.2, shows it.
 * Takes a connected socket and closes it.
 */
export async function asksForCertificate(
  socket: Socket,
  serverName: string | null,
  milliseconds: number,
): Promise<boolean> {
  const seen: Buffer[] = [];
  let size = 0;
  const between = passThrough(socket, (chunk) => {
    if (size < SEEN_AT_MOST) seen.push(chunk);
    size += chunk.length;
  });
  await new Promise<void>((resolve) => {
    const tls = tlsConnect({
      socket: between,
      secureContext: contextFor(null, 'TLSv1.2'),
      rejectUnauthorized: false,
      ...(serverName === null ? {} : { servername: serverName }),
    });
    const done = () => {
      clearTimeout(timer);
      tls.destroy();
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    tls.once('secureConnect', done);
    tls.once('close', done);
    tls.on('error', done);
  });
  return hasCertificateRequest(Buffer.concat(seen));
}

function hasCertificateRequest(bytes: Buffer): boolean {
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    // The first record that is no handshake ends what is readable: after it, all is encrypted.
    if (bytes[at] !== HANDSHAKE_RECORD) break;
    messages.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)));
  }
  const flight = Buffer.concat(messages);
  for (let at = 0; at + 4 <= flight.length; at += 4 + flight.readUIntBE(at + 1, 3)) {
    if (flight[at] === CERTIFICATE_REQUEST) return true;
  }
  return false;
}

function passThrough(socket: Socket, see: (chunk: Buffer) => void): Duplex {
  const between = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _, done) => socket.write(chunk, () => done()),
    final: (done) => socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  between.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    see(chunk);
    if (!between.push(chunk)) socket.pause();
  });
  socket.on('end', () => between.push(null));
  socket.on('close', () => between.destroy());
  return between;
}
