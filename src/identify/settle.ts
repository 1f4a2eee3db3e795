import type { Failure, HttpReply, Line, Reply } from '../model/channel.ts';
import { escapeBytes, escapeText } from '../support/escape.ts';
import type { Identification } from './index.ts';

/** What to say of an endpoint that no engine claims, in words that its owner understands. */
export function settle(line: Line, heard: readonly (Reply | Failure)[]): Identification {
  const answers = heard.filter((reply): reply is HttpReply => reply.ok && reply.kind === 'http');
  const failures = heard.filter((reply): reply is Failure => !reply.ok);
  const last = failures.at(-1) ?? line.heard.lastFailure;
  if (
    failures.some(({ kind }) => kind === 'client-certificate') ||
    answers.some((reply) => wantsCertificate(line, reply))
  ) {
    return failed('protected', 'client-certificate', 'a client certificate is demanded before anything is answered');
  }
  if (answers.length > 0 && answers.every(({ status }) => status === 401)) {
    return failed(
      'protected',
      'authentication',
      `a login is asked for before it says what it is: HTTP 401${realmOf(answers)}`,
    );
  }
  if (answers.some(({ status }) => status === 429 || status === 503)) {
    return failed('inconclusive', null, `it answers that it is busy or not ready: ${saidBy(answers)}`);
  }
  if (answers.length > 0) return { kind: 'unidentified', reason: `no engine knows it: ${saidBy(answers)}` };
  const { firstBytes } = line.heard;
  const because = failures.find(({ received }) => received !== undefined && isHttp(received)) ?? failures[0];
  if (because !== undefined && isHttp(firstBytes)) {
    const reason = `no engine knows it: it speaks HTTP, and no whole answer was had: ${because.message}`;
    return { kind: 'unidentified', reason };
  }
  if (firstBytes.length > 0 && !isTls(firstBytes)) {
    return { kind: 'unidentified', reason: `no engine knows it: it says ${escapeBytes(firstBytes, 120)}` };
  }
  return byFailure(line, last);
}

function byFailure(line: Line, last: Failure | null): Identification {
  if (last === null)
    return failed('inconclusive', null, 'there was nothing to ask it: no engine calls this port its own');
  const udp = line.endpoint.transport === 'udp';
  // A reset comes after the connection was made, whether or not we were told of it in time; a closed port refuses.
  const connected = line.heard.connected || last.kind === 'reset';
  const silent = last.kind === 'timeout' || last.kind === 'closed' || last.kind === 'reset';
  if (last.kind === 'refused')
    return failed(
      'unreachable',
      null,
      `nothing listens there: ${udp ? 'its host says so' : 'the connection is refused'}`,
    );
  if (last.kind === 'unreachable') return failed('unreachable', null, last.message);
  if (silent && !connected) {
    return failed('unreachable', null, `${udp ? '' : 'no answer to the connection: '}${last.message}`);
  }
  // It read the question and ended the conversation in order: another protocol's server, and no network's silence.
  if (last.kind === 'closed')
    return { kind: 'unidentified', reason: 'no engine knows it: it takes the question and hangs up without a word' };
  if (silent) return failed('inconclusive', null, `it accepts connections and gives no answer: ${last.message}`);
  if (last.kind === 'tls') return failed('inconclusive', null, `TLS could not be agreed on: ${last.message}`);
  return failed('inconclusive', null, last.message);
}

/**
 * nginx finishes the handshake and refuses over HTTP: 400 where TLS asked for a certificate, in a page of its own (its codes 495
 * and 496 go out as 400).
 */
function wantsCertificate({ tls }: Line, reply: HttpReply): boolean {
  if (tls === null || reply.status !== 400) return false;
  if (tls.clientCertificateRequested) return true;
  const title = /<title>\s*([^<]{1,120})<\/title>/i.exec(reply.text().slice(0, 2_000))?.[1]?.trim();
  return title === '400 No required SSL certificate was sent' || title === '400 The SSL certificate error';
}

function realmOf(answers: readonly HttpReply[]): string {
  const challenge = answers.map(({ headers }) => headers['www-authenticate']).find((value) => value !== undefined);
  return challenge === undefined ? '' : ` (${escapeText(challenge, 100)})`;
}

function saidBy(answers: readonly HttpReply[]): string {
  const [first] = answers;
  if (first === undefined) return 'nothing';
  const server = first.headers['server'];
  const words = first.text().replace(/\s+/g, ' ').slice(0, 120);
  return [
    `HTTP ${first.status}`,
    first.mediaType === null ? '' : escapeText(first.mediaType, 60),
    server === undefined ? '' : `from ${escapeText(server, 60)}`,
    words === '' ? '' : `“${escapeText(words, 120)}”`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The beginning of an answer over HTTP, whatever became of the rest. */
export function isHttp(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 7)).toString('latin1') === 'HTTP/1.';
}

function isTls(bytes: Uint8Array): boolean {
  return bytes[0] !== undefined && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] === 3;
}

function failed(
  outcome: Extract<Identification, { kind: 'failed' }>['outcome'],
  protection: Extract<Identification, { kind: 'failed' }>['protection'],
  reason: string,
): Identification {
  return { kind: 'failed', outcome, protection, reason };
}
