import type { TlsFacts } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { GreetingRequest, Request } from '../model/request.ts';
import { isHollow } from '../support/hollow.ts';
import type { Carrier, Sendable } from './carrier.ts';
import { asksForCertificate } from './client-certificate.ts';
import { type ConnectDeps, type Connection, connect, type Form, systemDialer, upgraded } from './connect.ts';
import type { LineDeps } from './deps.ts';
import { Ended, looksLikeTls } from './ended.ts';
import { authorityOf, HttpConnection } from './http.ts';
import { Meter } from './meter.ts';
import type { Outcome } from './record.ts';
import type { Room } from './room.ts';
import { nameFor } from './secure.ts';
import { Sessions } from './sessions.ts';
import { StreamConnection } from './stream.ts';
import type { Watch } from './watch.ts';

/** Ports where TLS comes first when nothing was said, and no engine calls them its own. */
const HTTPS_PORTS = new Set([443, 8443, 9243, 9443]);
const HANDSHAKE_SHARE = 1 / 2;
/** How long a server that may speak first is listened to: so many times what the connection took, in milliseconds at least. */
const ROUND_TRIPS = 4;
const LISTENING_AT_LEAST = 15;

const NOTHING = new Uint8Array();

/** The connections of one endpoint: at most two, one for HTTP and one for a stream session; and which form they have. */
export class Transport implements Carrier {
  readonly #endpoint: Endpoint;
  readonly #deps: ConnectDeps;
  readonly #watch: Watch;
  readonly #userAgent: string;
  readonly #room: Room;
  #headers: Readonly<Record<string, string>> | null = null;
  #form: Form;
  #settled = false;
  #http: HttpConnection | null = null;
  #httpAnswered = false;
  #certificateSought = false;
  #sessions: Sessions | null = null;
  /** A plain connection on which nobody has said anything yet: the next question goes there. */
  #silent: StreamConnection | null = null;
  readonly #meter = new Meter();
  #milliseconds = 0;
  #requests = 0;
  connected = false;
  firstBytes: Uint8Array = NOTHING;
  tls: TlsFacts | null = null;

  constructor(endpoint: Endpoint, deps: LineDeps & { readonly room: Room }, watch: Watch) {
    this.#endpoint = endpoint;
    this.#watch = watch;
    this.#deps = {
      scope: deps.scope,
      dial: deps.dial ?? systemDialer,
      hosts: deps.hosts ?? null,
      tls: deps.tls,
    };
    this.#userAgent = deps.userAgent;
    this.#room = deps.room;
    const usual: Form = HTTPS_PORTS.has(endpoint.port) ? 'tls' : 'plain';
    this.#form = endpoint.tls === 'auto' ? usual : endpoint.tls;
  }

  usually(form: Form): void {
    if (this.#endpoint.tls === 'auto' && !this.connected) this.#form = form;
  }

  /** A new exchange: what it may take. */
  begin(bytesLeft: number, milliseconds: number): void {
    this.#meter.begin(bytesLeft);
    this.#milliseconds = milliseconds;
    this.#requests = 0;
  }

  /** Bytes of the exchange under way or just ended, and how many requests really went out. */
  moved(): { sent: number; received: number; requests: number } {
    return { ...this.#meter.moved(), requests: this.#requests };
  }

  /**
   * Sends one question. Until something was understood, the port may speak plainly or TLS: the wished form comes first, and
   * the other only if that fails in a way the other could mend.
   */
  async send(engine: string, rendered: Sendable, request: Request, maxBytes: number): Promise<Outcome> {
    const once = () => this.#once(engine, rendered, request, maxBytes);
    const outcome = request.kind === 'upgrade' ? await this.#inPlace(once) : await this.#inForms(once);
    const refused = outcome instanceof Ended && outcome.kind === 'client-certificate';
    if (refused || (this.#mayWantCertificate(outcome) && (await this.#asksForCertificate()))) {
      if (this.tls) this.tls = { ...this.tls, clientCertificateRequested: true };
      if (outcome instanceof Ended) return new Ended('client-certificate', 'the server wants a client certificate');
    }
    return outcome;
  }

  async #inForms(once: () => Promise<Outcome>): Promise<Outcome> {
    const first = await once();
    this.#hear();
    if (this.#settled) return first;
    const verdict = this.#judge(first);
    if (verdict !== 'other') {
      this.#settled = verdict === 'settled';
      return first;
    }
    const form = this.#form;
    const facts = this.tls;
    const heard = this.firstBytes;
    this.close();
    this.#form = form === 'plain' ? 'tls' : 'plain';
    // Not settled yet: a handshake that nobody answers leaves time for other questions.
    const second = await once();
    this.#settled = true;
    const understood = !(second instanceof Ended) || second.kind === 'tls' || second.kind === 'client-certificate';
    const said = understood ? NOTHING : (second.received ?? this.#meter.first());
    if (understood || this.tls !== null || (form === 'tls' && said.length > 0 && !looksLikeTls(said))) {
      this.firstBytes = this.#meter.first();
      return second;
    }
    this.close();
    this.#form = form;
    this.tls = facts;
    this.firstBytes = heard;
    return first;
  }

  /** What chooses between plain and TLS by itself is not asked in both. */
  async #inPlace(once: () => Promise<Outcome>): Promise<Outcome> {
    const before = this.#form;
    this.#form = this.#isTls() ? 'tls' : 'plain';
    const outcome = await once();
    this.#hear();
    if (outcome instanceof Ended) this.#form = before;
    else this.#settled = true;
    return outcome;
  }

  /**
   * Whether the server speaks first within a few round trips, `milliseconds` at the most; nothing is sent. Where it keeps silent the
   * next question goes over the same connection; where it spoke, whoever knows greetings hears this one: a server that is
   * left there counts that against us.
   */
  async listen(milliseconds: number, now: () => number): Promise<boolean | Ended> {
    if (this.#form === 'tls') return false;
    const began = now();
    const connection = await this.#connect('plain');
    if (connection instanceof Ended) return connection;
    this.#meter.use(connection);
    const stream = new StreamConnection(connection);
    const window = Math.max(LISTENING_AT_LEAST, (now() - began) * ROUND_TRIPS);
    const spoke = await stream.speaks(Math.min(window, milliseconds), this.#watch);
    this.#hear();
    if (spoke) this.#streams().adopt(stream);
    else this.#silent = stream;
    return spoke;
  }

  greets(engine: string, request: GreetingRequest): void {
    this.#streams().greets(engine, request);
  }

  close(): void {
    this.#silent?.close();
    this.#silent = null;
    this.#http?.close();
    this.#http = null;
    this.#sessions?.close();
  }

  /** Whether the form is settled by what came, open still, or worth a try with the other one. */
  #judge(result: Outcome): 'settled' | 'open' | 'other' {
    if (this.tls !== null) return 'settled';
    if (!(result instanceof Ended)) {
      // Servers with TLS answer a plain request with 400 in plain words (nginx: 497 shown as 400), and say nothing else.
      const vague = result.kind === 'http' && (result.status === 400 || isHollow(result.headers));
      const maybe = this.#form === 'plain' && vague;
      return maybe ? 'other' : 'settled';
    }
    const { kind } = result;
    if (kind === 'client-certificate' || kind === 'too-large') return 'settled';
    if (kind === 'tls') return 'other';
    if (kind === 'timeout') return this.#form === 'tls' && this.connected ? 'other' : 'open';
    if (kind !== 'protocol' && kind !== 'closed' && kind !== 'reset') return 'open';
    const said = result.received ?? this.#meter.first();
    return said.length === 0 || looksLikeTls(said) ? 'other' : 'settled';
  }

  /** Alerts and answers that a server gives for a missing client certificate, among other reasons (nginx says 400). */
  #mayWantCertificate(outcome: Outcome): boolean {
    if (this.#certificateSought) return false;
    if (outcome instanceof Ended) return outcome.kind === 'tls' && outcome.message.includes('handshake failure');
    return this.tls !== null && outcome.kind === 'http' && (outcome.status === 400 || outcome.status === 403);
  }

  async #asksForCertificate(): Promise<boolean> {
    this.#certificateSought = true;
    const made = await connect(this.#endpoint, 'plain', this.#deps, this.#watch, null, () => undefined);
    if (made instanceof Ended) return false;
    const name = nameFor(this.#endpoint.host, this.#deps.tls.serverName);
    return asksForCertificate(made.socket, name, this.#milliseconds * HANDSHAKE_SHARE);
  }

  async #once(engine: string, rendered: Sendable, request: Request, maxBytes: number): Promise<Outcome> {
    if (rendered.kind === 'http') return this.#askHttp(rendered.http, maxBytes);
    const sessions = this.#streams();
    if (request.kind === 'greeting') {
      if (this.#httpAnswered) return new Ended('protocol', 'the server waits to be asked: it speaks HTTP');
      return sessions.greeting(engine, request, maxBytes);
    }
    if (request.kind === 'upgrade' && rendered.kind === 'upgrade') {
      this.#requests += 1;
      return sessions.upgrade(request, { engine, bytes: rendered.bytes, maxBytes });
    }
    if (request.kind === 'stream' && rendered.kind === 'stream') {
      this.#requests += 1;
      return sessions.ask(request, { engine, bytes: rendered.bytes, maxBytes });
    }
    throw new TypeError('a request was rendered as another kind');
  }

  async #askHttp(request: Parameters<HttpConnection['ask']>[0], maxBytes: number): Promise<Outcome> {
    const authority = authorityOf(this.#endpoint);
    this.#headers ??= {
      host: authority,
      'user-agent': this.#userAgent,
      accept: 'application/json, */*;q=0.5',
      'accept-encoding': 'identity',
    };
    const plain = request.body === null && request.headers === null;
    const headers = plain ? this.#headers : { ...this.#headers, ...typed(request.body), ...request.headers };
    for (let attempt = 0; ; attempt += 1) {
      let http = this.#http;
      if (http?.open !== true) {
        const connection = await this.#connect();
        if (connection instanceof Ended) return connection;
        http = await HttpConnection.over(connection, authority, this.#room);
        this.#http = http;
      }
      const reused = http.used;
      this.#meter.use(http.connection);
      this.#requests += 1;
      const result = await http.ask(request, headers, maxBytes, this.#watch);
      if (!(result instanceof Ended)) {
        this.#httpAnswered = true;
        return result;
      }
      // A server may close an idle connection while the next question is on its way; it has not seen that question.
      const unseen = reused && http.connection.tap.count === 0 && (result.kind === 'closed' || result.kind === 'reset');
      if (!unseen || attempt > 0) return result;
    }
  }

  #streams(): Sessions {
    this.#sessions ??= new Sessions({
      watch: this.#watch,
      connect: (form, beside) => {
        // Never a third connection.
        if (!beside || this.#sessions?.held === true) this.#http?.close();
        return this.#connect(form === 'plain' && !this.#isTls() ? 'plain' : this.#form);
      },
      upgrade: async (connection, alpn) => {
        this.#meter.leave(connection);
        this.#hear(connection.tap.first());
        const made = await upgraded(connection.socket, this.#endpoint, this.#deps, this.#watch, null, alpn);
        if (!(made instanceof Ended)) this.tls ??= made.tls;
        return made;
      },
      use: (connection) => this.#meter.use(connection),
      milliseconds: () => this.#milliseconds,
    });
    return this.#sessions;
  }

  /** TLS is what the user asked for, or what was understood here from the first byte on. */
  #isTls(): boolean {
    return this.#form === 'tls' && (this.tls !== null || this.#endpoint.tls === 'tls');
  }

  async #connect(form: Form = this.#form): Promise<Connection | Ended> {
    const silent = this.#silent;
    this.#silent = null;
    if (form === 'plain' && silent?.open === true && silent.release() === null) return silent.connection;
    silent?.close();
    const share = this.#settled ? null : this.#milliseconds * HANDSHAKE_SHARE;
    const made = await connect(this.#endpoint, form, this.#deps, this.#watch, share, () => {
      this.connected = true;
    });
    if (!(made instanceof Ended)) this.tls ??= made.tls;
    return made;
  }

  #hear(first = this.#meter.first()): void {
    if (this.firstBytes.length === 0) this.firstBytes = first;
  }
}

function typed(body: string | null): Record<string, string> {
  return body === null ? {} : { 'content-type': 'application/json' };
}
