import { constants, type X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import {
  createSecureContext,
  type SecureContext,
  type SecureVersion,
  type TLSSocket,
  connect as tlsConnect,
} from 'node:tls';
import type { TlsFacts } from '../model/channel.ts';
import { escapeText } from '../support/escape.ts';
import { Ended, endedBy } from './ended.ts';
import { stoppedAfter, type Watch } from './watch.ts';

const ALT_NAMES_AT_MOST = 64;

const contexts = new Map<string, SecureContext>();

/** Old protocol versions and ciphers are let in on purpose: what cannot be spoken to cannot be reported. */
export function contextFor(ca: string | null, maxVersion: SecureVersion = 'TLSv1.3'): SecureContext {
  const key = `${maxVersion} ${ca ?? ''}`;
  let context = contexts.get(key);
  if (!context) {
    context = createSecureContext({
      minVersion: 'TLSv1',
      maxVersion,
      ciphers: 'ALL:@SECLEVEL=0',
      // Servers that never heard of RFC 5746, as MySQL's own TLS up to 5.7.
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
      ...(ca === null ? {} : { ca }),
    });
    contexts.set(key, context);
  }
  return context;
}

/** TLS over a connected socket. A certificate that is not trusted is recorded, never a stop. */
export async function secure(
  socket: Socket,
  host: string,
  options: { readonly ca: string | null; readonly serverName: string | null },
  watch: Watch,
  handshakeMost: number | null,
  alpn: readonly string[],
): Promise<{ socket: TLSSocket; tls: TlsFacts; fault: () => Ended | null } | Ended> {
  const name = nameFor(host, options.serverName);
  const tls = tlsConnect({
    socket,
    secureContext: contextFor(options.ca),
    rejectUnauthorized: false,
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    // The name is judged apart from the chain: `authorizationError` would hold either.
    checkServerIdentity: () => undefined,
    ...(name === null ? {} : { servername: name }),
  });
  // Later faults too: an alert can come between the handshake and the first reader.
  let fault: Ended | null = null;
  const failed = await new Promise<Ended | null>((resolve) => {
    const end = (ended: Ended) => {
      resolve(ended);
      tls.destroy();
      socket.destroy();
    };
    const halt =
      handshakeMost === null ? () => undefined : stoppedAfter(handshakeMost, 'TLS handshake: no answer', end);
    tls.on('error', (error) => {
      halt();
      fault ??= handshakeError(error);
      resolve(fault);
    });
    tls.once('secureConnect', () => {
      halt();
      resolve(null);
    });
    tls.once('close', () => {
      halt();
      resolve(new Ended('closed', 'the server closed the connection during the TLS handshake'));
    });
    watch.onEnd((ended) => {
      halt();
      end(ended.kind === 'timeout' ? new Ended('timeout', 'TLS handshake: no answer') : ended);
    });
  });
  if (failed) {
    socket.destroy();
    return failed;
  }
  return { socket: tls, tls: factsOf(tls, name ?? host), fault: () => fault };
}

/** The name that is sent and checked; an address is never sent (RFC 6066, 3). */
export function nameFor(host: string, serverName: string | null): string | null {
  return serverName ?? (isIP(host) === 0 ? host : null);
}

/** OpenSSL's ways of saying that the other side speaks no TLS at all. */
const NOT_TLS =
  /wrong version number|packet length too long|http request|unexpected message|record layer failure|bad record type/i;

function handshakeError(error: Error): Ended {
  const ended = endedBy(error);
  if (ended.kind === 'tls' && NOT_TLS.test(ended.message)) {
    return new Ended('protocol', `the port does not speak TLS (${ended.message})`);
  }
  return ended.kind === 'protocol' ? new Ended('tls', ended.message) : ended;
}

function factsOf(socket: TLSSocket, name: string): TlsFacts {
  const certificate = socket.getPeerX509Certificate();
  // Declared as an Error, and in truth OpenSSL's word for what is wrong with the chain.
  const error = socket.authorizationError as Error | string | null;
  const reason = socket.authorized || !error ? null : escapeText(typeof error === 'string' ? error : error.message);
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? null,
    certificate: certificate
      ? {
          subject: oneLine(certificate.subject),
          issuer: oneLine(certificate.issuer),
          notBefore: isoDate(certificate.validFrom),
          notAfter: isoDate(certificate.validTo),
          altNames: altNames(certificate.subjectAltName),
          sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
          selfSigned: certificate.subject === certificate.issuer,
        }
      : null,
    trusted: socket.authorized,
    trustError: reason,
    nameMatches: certificate ? isFor(certificate, name) : null,
    clientCertificateRequested: false,
  };
}

function isFor(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

function oneLine(name: string | undefined): string {
  return escapeText((name ?? '').split('\n').join(', '));
}

/** OpenSSL prints `Nov 24 00:00:00 2026 GMT`; what is no date is shown as it stands. */
function isoDate(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? escapeText(text) : new Date(at).toISOString();
}

function altNames(list: string | undefined): string[] {
  const names = (list ?? '').split(', ').filter((entry) => entry !== '');
  return names.slice(0, ALT_NAMES_AT_MOST).map((entry) => escapeText(entry.replace(/^(DNS|IP Address):/, '')));
}
