import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Transcript, TranscriptExchange } from '../../src/model/transcript.ts';
import { goodCertificate } from './certificates.ts';
import { datagramsOf, replayDatagrams } from './replay-datagrams.ts';

/** The control of every transcript: a name that cannot exist, the same in all of them. */
export const CONTROL = 'unl-0000000000000000';

/** How the answers are spoilt: cut after so many bytes of all answers together, sent in small pieces, or followed by more. */
export interface Spoil {
  readonly cutAfter?: number;
  /** True: what is cut stays open and silent, so that only a time-out ends it. */
  readonly hang?: boolean;
  readonly pieces?: number;
  /** So many blanks are put in front of every JSON body, and so many zeros behind every message. */
  readonly grown?: number;
}

export interface Replay {
  readonly port: number;
  /** Questions that the transcript does not answer, in order. */
  readonly unknown: readonly string[];
  readonly connections: number;
  close(): Promise<void>;
}

/**
 * A loopback server that answers as the transcript says. What is not in it is a 404 in plain text where it speaks HTTP; any
 * other protocol is hung up on.
 */
export async function replay(transcript: Transcript, spoil: Spoil = {}): Promise<Replay> {
  if (transcript.transport === 'udp') return replayDatagrams(transcript, spoil);
  const answers = new Answers(transcript);
  const sockets = new Set<Socket>();
  let connections = 0;
  let left = spoil.cutAfter ?? Number.POSITIVE_INFINITY;
  const talk = (socket: Socket) => {
    connections += 1;
    socket.setNoDelay(true);
    converse(socket, answers.greeting());
    // Nothing more will be said: whoever listens need not wait.
    if (left <= 0 && spoil.hang !== true) socket.end();
  };
  const converse = (socket: Socket, greeting: Said | null) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away in the middle is what these tests are about.
    socket.on('error', () => socket.destroy());
    let waiting = Buffer.alloc(0);
    const say = ({ bytes, end, more }: Said): boolean => {
      if (more !== undefined) {
        void sendMore(socket, bytes, more);
        return true;
      }
      const whole = bytes.length <= left;
      send(socket, whole ? bytes : bytes.subarray(0, left), spoil.pieces);
      left -= Math.min(left, bytes.length);
      if (!whole && spoil.hang !== true) socket.end();
      if (whole && end) socket.end();
      return whole;
    };
    const goOn = (): void => {
      socket.pause();
      // A client that need not wait for an agreement has begun with TLS already.
      if (waiting.length > 0) socket.unshift(waiting);
      void secured(socket, transcript).then((within) => converse(within, null));
    };
    // Some speak plainly first, and TLS from there on.
    if (greeting !== null && say(greeting) && greeting.tls === true) {
      goOn();
      return;
    }
    const hear = (data: Buffer) => {
      waiting = Buffer.concat([waiting, data]);
      // Another protocol, a TLS hello for one: the server hangs up, as real ones do.
      if (!isQuestion(waiting, transcript)) {
        if (!socket.writableEnded) answers.unknown.push(waiting.toString('hex'));
        socket.end();
        return;
      }
      for (let question = takeQuestion(waiting, transcript); question !== null; ) {
        waiting = waiting.subarray(question.length);
        const said = answers.to(question, spoil.grown ?? 0);
        const whole = say(said);
        if (whole && said.tls === true) {
          socket.off('data', hear);
          goOn();
          return;
        }
        question = whole ? takeQuestion(waiting, transcript) : null;
      }
    };
    socket.on('data', hear);
  };
  const server = await makeServer(transcript, talk);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    unknown: answers.unknown,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

let certificate: ReturnType<typeof goodCertificate> | null = null;

/** Where the real server refused those without a certificate, this one does, too. */
async function makeServer({ tls, exchanges }: Transcript, talk: (socket: Socket) => void): Promise<Server> {
  if (!tls) return createServer(talk);
  certificate ??= goodCertificate();
  const server = createTlsServer({ ...(await certificate), ...demandOf(exchanges) }, talk);
  // Clients that hang up in the handshake are part of the tests.
  server.on('tlsClientError', () => undefined);
  return server;
}

function demandOf(exchanges: readonly TranscriptExchange[]): { requestCert: boolean; rejectUnauthorized: boolean } {
  const demanded = exchanges.some(({ answer }) => 'failure' in answer && answer.failure === 'client-certificate');
  return { requestCert: demanded, rejectUnauthorized: demanded };
}

/** What comes next on this connection comes within TLS. */
async function secured(socket: Socket, { exchanges }: Transcript): Promise<Socket> {
  certificate ??= goodCertificate();
  return new TLSSocket(socket, { isServer: true, ...(await certificate), ...demandOf(exchanges) });
}

function send(socket: Socket, bytes: Buffer, pieces: number | undefined): void {
  if (pieces === undefined) {
    socket.write(bytes);
    return;
  }
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
}

const CHUNK = 256 * 1024;

async function sendMore(socket: Socket, bytes: Buffer, { from, byte, size }: Required<Said>['more']): Promise<void> {
  const chunk = Buffer.alloc(CHUNK, byte);
  socket.write(bytes.subarray(0, from));
  for (let sent = 0; sent < size && !socket.destroyed; sent += CHUNK) {
    if (!socket.write(chunk.subarray(0, Math.min(CHUNK, size - sent)))) {
      await new Promise<void>((resolve) => {
        const goOn = () => {
          socket.off('drain', goOn).off('close', goOn);
          resolve();
        };
        socket.on('drain', goOn).on('close', goOn);
      });
    }
  }
  if (!socket.destroyed) socket.write(bytes.subarray(from));
}

interface Said {
  readonly bytes: Buffer;
  readonly end: boolean;
  /** So many of one byte more, from an offset on: made as they go, for nobody reads them all. */
  readonly more?: { readonly from: number; readonly byte: number; readonly size: number };
  /** What comes next comes within TLS. */
  readonly tls?: boolean;
}

interface Question {
  readonly sent: string;
  readonly length: number;
}

const METHODS = /^(?:GET|HEAD|POST) /;

/** Whether these bytes begin, or are the beginning of, something that the transcript could answer. */
function isQuestion(bytes: Buffer, { exchanges }: Transcript): boolean {
  const text = bytes.toString('latin1');
  const web = exchanges.some(({ sent }) => METHODS.test(sent));
  if (web && (METHODS.test(text) || /^[A-Z]{0,4}$/.test(text))) return true;
  const hex = bytes.toString('hex');
  return exchanges.some(({ sent }) => /^[0-9a-f]+$/.test(sent) && (hex.startsWith(sent) || sent.startsWith(hex)));
}

/** One whole HTTP request, or the bytes of a question of the transcript; null while more are needed. */
function takeQuestion(bytes: Buffer, { exchanges }: Transcript): Question | null {
  const text = bytes.toString('latin1');
  if (METHODS.test(text)) {
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const head = text.slice(0, end);
    const body = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const [method = '', path = ''] = head.split(' ', 2);
    return bytes.length < end + 4 + body ? null : { sent: `${method} ${path}`, length: end + 4 + body };
  }
  const hex = bytes.toString('hex');
  const known = exchanges.find(({ sent }) => /^[0-9a-f]+$/.test(sent) && hex.startsWith(sent));
  return known === undefined ? null : { sent: known.sent, length: known.sent.length / 2 };
}

/** The same question asked again gets its next answer, and the last one from then on. */
class Answers {
  readonly unknown: string[] = [];
  readonly #known = new Map<string, TranscriptExchange['answer'][]>();
  /** What a server answers to all that it was asked, it answers to the rest as well: a login before everything, a page for all. */
  readonly #general: TranscriptExchange['answer'] | undefined;

  constructor({ exchanges }: Transcript) {
    const statuses = new Set(exchanges.map(({ answer }) => ('status' in answer ? answer.status : 0)));
    this.#general = statuses.size === 1 && exchanges.length > 1 ? exchanges.at(-1)?.answer : undefined;
    for (const { sent, answer } of exchanges) {
      const known = this.#known.get(sent);
      if (known === undefined) this.#known.set(sent, [answer]);
      else known.push(answer);
    }
  }

  /** What a server that speaks first says to everybody. */
  greeting(): Said | null {
    const said = this.#known.get('') ?? [];
    const [answer] = said;
    const tls = said.some((one) => 'hex' in one && one.tls === true);
    return answer !== undefined && 'hex' in answer ? { bytes: Buffer.from(answer.hex, 'hex'), end: false, tls } : null;
  }

  to({ sent }: Question, grown: number): Said {
    const known = this.#known.get(sent);
    if (known === undefined) this.unknown.push(sent);
    const answer = known !== undefined && known.length > 1 ? known.shift() : (known?.[0] ?? this.#general);
    if (answer === undefined) {
      return {
        bytes: encodeAnswer(
          { status: 404, headers: [['content-type', 'text/plain']], body: 'not in the transcript' },
          sent,
          0,
        ),
        end: false,
      };
    }
    if ('failure' in answer || 'datagrams' in answer) return { bytes: Buffer.alloc(0), end: true };
    if ('hex' in answer) {
      const bytes = Buffer.from(answer.hex, 'hex');
      if (answer.tls === true) return { bytes, end: false, tls: true };
      const end = METHODS.test(sent);
      return grown === 0 || end ? { bytes, end } : { bytes, end, more: { from: bytes.length, byte: 0, size: grown } };
    }
    const bytes = encodeAnswer(answer, sent, grown);
    const from = bytes.indexOf('\r\n\r\n') + 4;
    return isJson(answer) && grown > 0 && from < bytes.length
      ? { bytes, end: false, more: { from, byte: 0x20, size: grown } }
      : { bytes, end: false };
  }
}

type WebAnswer = Extract<TranscriptExchange['answer'], { readonly status: number }>;

function isJson({ headers }: WebAnswer): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.includes('json'));
}

/** `grown`: how many blanks will stand in front of a body of JSON. */
function encodeAnswer(answer: WebAnswer, sent: string, grown: number): Buffer {
  const { status, headers, body } = answer;
  const head = headers
    .filter(([name]) => !/^(?:content-length|transfer-encoding|content-encoding|connection)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const length = Buffer.byteLength(body) + (isJson(answer) ? grown : 0);
  const start = `HTTP/1.1 ${status} X\r\n${head}content-length: ${length}\r\n\r\n`;
  return Buffer.from(sent.startsWith('HEAD ') ? start : start + body);
}

/** Byte offsets in all answers together where a part ends: status lines, headers, bodies. */
export function boundariesOf(transcript: Transcript): number[] {
  const boundaries = [0];
  let at = 0;
  for (const { sent, answer } of transcript.exchanges) {
    if ('datagrams' in answer) for (const { length } of datagramsOf(answer)) boundaries.push(at, (at += length) - 1);
    if ('failure' in answer || 'datagrams' in answer) continue;
    const bytes = 'hex' in answer ? Buffer.from(answer.hex, 'hex') : encodeAnswer(answer, sent, 0);
    const head = bytes.indexOf('\r\n\r\n');
    for (const offset of [0, bytes.indexOf('\r\n'), head, head + 4, bytes.length - 1]) {
      if (offset >= 0) boundaries.push(at + offset);
    }
    at += bytes.length;
  }
  return [...new Set(boundaries)];
}

/** All bytes that the transcript answers. */
export function sizeOf(transcript: Transcript): number {
  return (boundariesOf(transcript).at(-1) ?? -1) + 1;
}
