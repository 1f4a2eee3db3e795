import type { FailureKind } from '../model/channel.ts';
import { escapeText } from '../support/escape.ts';

/** Why an attempt gave no answer, on its way to becoming a `Failure`. No `Error`: a closed port is not worth a stack trace. */
export class Ended {
  readonly kind: FailureKind;
  readonly message: string;
  received: Uint8Array | null = null;

  constructor(kind: FailureKind, message: string) {
    this.kind = kind;
    this.message = message;
  }

  /** As a socket's reason; `endedBy` finds it again. */
  asError(): Error {
    return new Error(this.message, { cause: this });
  }
}

const SYSTEM: Readonly<Record<string, readonly [FailureKind, string]>> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ECONNRESET: ['reset', 'the server reset the connection'],
  EPIPE: ['reset', 'the server closed the connection while it was written to'],
  ETIMEDOUT: ['timeout', 'the connection timed out'],
  EHOSTUNREACH: ['unreachable', 'no route to the host'],
  ENETUNREACH: ['unreachable', 'no route to the network'],
  EHOSTDOWN: ['unreachable', 'the host is down'],
  EACCES: ['unreachable', 'this machine does not permit the connection'],
  EPERM: ['unreachable', 'a local firewall does not permit the connection'],
  EADDRNOTAVAIL: ['unreachable', 'no local address or port is left to connect from'],
  EMFILE: ['unreachable', 'this machine has no file descriptor left; lower --concurrency'],
  ENFILE: ['unreachable', 'this machine has no file descriptor left; lower --concurrency'],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', 'the headers are larger than 16 KiB'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['closed', 'the body is not as long as its content-length says'],
  HPE_INVALID_EOF_STATE: ['closed', 'the server closed the connection within its answer'],
  // OpenSSL's words for "you sent no certificate": TLS 1.3 alert 116, TLS 1.2 alert 42 and 41.
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: ['client-certificate', 'the server wants a client certificate'],
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: ['client-certificate', 'the server wants a client certificate'],
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE': ['client-certificate', 'the server wants a client certificate'],
};

/** Names what went wrong on a socket or in undici's parser. */
export function endedBy(error: unknown): Ended {
  if (error instanceof Error && error.cause instanceof Ended) return error.cause;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = SYSTEM[code];
  if (known) return new Ended(known[0], known[1]);
  const said = error instanceof Error ? error.message : String(error);
  if (code.startsWith('ERR_SSL') || code === 'EPROTO' || code.startsWith('ERR_TLS')) {
    return new Ended('tls', `TLS failed: ${escapeText(reasonOf(error) ?? said, 160)}`);
  }
  if (code.startsWith('HPE_')) return new Ended('protocol', `the answer is not HTTP: ${escapeText(said, 160)}`);
  if (code === 'UND_ERR_SOCKET') {
    return said.startsWith('bad ')
      ? new Ended('protocol', 'the server answered what nobody asked')
      : new Ended('closed', 'the server closed the connection without an answer');
  }
  return new Ended('protocol', escapeText(said, 160));
}

/** OpenSSL's reason alone: its whole message names source files. */
function reasonOf(error: unknown): string | null {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'string' ? error.reason : null;
}

/** First bytes of a TLS record: change cipher, alert, handshake or data, version 3.x. */
export function looksLikeTls(bytes: Uint8Array): boolean {
  const type = bytes[0];
  return type !== undefined && type >= 0x14 && type <= 0x17 && (bytes[1] === undefined || bytes[1] === 3);
}
