import { DEPTHS, type Depth, reaches } from '../model/access.ts';
import type { Channel, Exchange, Failure, Heard, Line, Reply, TlsFacts } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { type Params, type Request, type RequestTable, SAFETY_CLASSES, type Safety } from '../model/request.ts';
import type { Carrier, Sendable } from './carrier.ts';
import type { LineDeps } from './deps.ts';
import { Ended } from './ended.ts';
import { Limits } from './limits.ts';
import { LineChannel } from './line-channel.ts';
import { exchangeOf, type Outcome, receivedOf } from './record.ts';
import { render } from './render.ts';
import { httpReply } from './reply.ts';
import { createRoom, type Room } from './room.ts';
import { Transport } from './transport.ts';
import { Datagrams } from './udp.ts';
import { Watch, whenAborted } from './watch.ts';

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** Replies are kept for whoever asks the same again, as long as they stay small together. */
const REMEMBERED_BYTES = 4 * 1024 * 1024;
/** Of a failure before anything was asked. */
const NO_EXCHANGE = -1;
const DEFAULT_SAFETY: readonly Safety[] = SAFETY_CLASSES.filter((safety) => safety !== 'sample');

/** An engine named a request that is not in its table, or that the audit's depth or safety does not allow: a defect. */
export class UndeclaredRequest extends Error {
  constructor(engine: string, name: string, why: string) {
    super(`${engine}: the request "${name}" ${why}`);
    this.name = 'UndeclaredRequest';
  }
}

/** The line of one endpoint: closed tables, limits, the breaker, the transcript. What carries the bytes is a `Carrier`. */
export class EndpointLine implements Line {
  readonly endpoint: Endpoint;
  /** The depth that holds here: the audit's, or the scope's limit for the address where that is shallower. */
  readonly depth: Depth;
  readonly #deps: LineDeps;
  readonly #allowed: readonly Safety[];
  readonly #watch = new Watch();
  readonly #limits: Limits;
  readonly #transport: Carrier;
  readonly #room: Room;
  readonly #exchanges: Exchange[] = [];
  readonly #asked = new Map<string, { measure: unknown; reply: Promise<Reply | Failure> }>();
  /** The question that opened each engine's conversation, where it has one. */
  readonly #conversations = new Map<string, string>();
  #rememberedBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #dead: Failure | null = null;
  #lastFailure: Failure | null = null;
  #closed = false;
  readonly #forgetSignal: () => void;

  constructor(endpoint: Endpoint, deps: LineDeps) {
    this.endpoint = endpoint;
    this.#deps = deps;
    const permission = deps.scope.permit(endpoint.address, endpoint.port);
    this.depth = shallower(deps.depth, permission.allowed ? permission.limitDepth : null);
    this.#allowed = deps.allow ?? DEFAULT_SAFETY;
    this.#limits = new Limits(deps.timeout, deps.budget);
    this.#room = deps.room ?? createRoom();
    this.#transport =
      endpoint.transport === 'udp'
        ? new Datagrams(endpoint, deps, this.#watch)
        : new Transport(endpoint, { ...deps, room: this.#room }, this.#watch);
    this.#forgetSignal = whenAborted(deps.signal, () => this.#abort());
  }

  get tls(): TlsFacts | null {
    return this.#transport.tls;
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  get heard(): Heard {
    return {
      connected: this.#transport.connected,
      firstBytes: this.#transport.firstBytes,
      lastFailure: this.#lastFailure,
    };
  }

  usually(form: 'plain' | 'tls'): void {
    this.#transport.usually(form);
  }

  share(streams: number): void {
    this.#limits.share(streams);
  }

  channel<T extends RequestTable>(engine: string, table: T): Channel<T> {
    return new LineChannel(this, (name, params) => this.#ask(engine, table, name, params));
  }

  listen(): Promise<boolean> {
    const turn = this.#turn.then(() => this.#listen());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #listen(): Promise<boolean> {
    const { clock, timeout, signal, scope } = this.#deps;
    const most = this.#limits.listening();
    if (this.#dead || signal.aborted || most <= 0) return false;
    const start = clock.monotonic();
    this.#watch.start(timeout, () => new Ended('timeout', `no answer within ${timeout} ms`));
    this.#transport.begin(this.#limits.bytesLeft(), timeout);
    const spoke = await this.#transport.listen(most, () => clock.monotonic());
    this.#watch.stop();
    this.#limits.listened(clock.monotonic() - start);
    const { received } = this.#transport.moved();
    if (received > 0) scope.ledger.moved(this.endpoint.address, this.endpoint.port, 0, received);
    if (!(spoke instanceof Ended)) return spoke;
    this.#dead = { ok: false, kind: spoke.kind, message: spoke.message, exchange: NO_EXCHANGE };
    this.#lastFailure = this.#dead;
    return false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop(new Ended('stopped', 'the line was closed'));
    this.#forgetSignal();
    this.#transport.close();
    this.#room.forgotten(this.#rememberedBytes);
    this.#rememberedBytes = 0;
    await this.#turn;
  }

  async #ask(engine: string, table: RequestTable, name: string, params: Params): Promise<Reply | Failure> {
    const request = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!request) throw new UndeclaredRequest(engine, name, 'is not in its table');
    if (!reaches(this.depth, request.from)) {
      throw new UndeclaredRequest(engine, name, `is for depth ${request.from}, and ${this.depth} is allowed`);
    }
    if (!this.#allowed.includes(request.safety)) {
      throw new UndeclaredRequest(engine, name, `is of class ${request.safety}, which was not asked for`);
    }
    if ((request.kind === 'datagram') !== (this.endpoint.transport === 'udp')) {
      throw new UndeclaredRequest(engine, name, `is not for ${this.endpoint.transport}`);
    }
    if (this.#dead) return this.#dead;
    const rendered = render(name, request, params, this.endpoint);
    if (rendered.kind === 'unsafe') {
      return this.#record(engine, name, request, params, rendered.label, new Ended('protocol', rendered.why), 0);
    }
    const key = this.#keyOf(engine, request, rendered);
    const measure = measureOf(request);
    if (request.kind === 'greeting') this.#transport.greets(engine, request);
    const known = this.#asked.get(key);
    if (known !== undefined && known.measure === measure) return known.reply;
    // A server that says nothing by itself says nothing to whoever else listens.
    if (request.kind === 'greeting' && known !== undefined && isSilence(await known.reply)) return known.reply;
    const reply = this.#queue(engine, name, request, params, rendered);
    this.#asked.set(key, { measure, reply });
    const bytes = this.#exchanges[(await reply).exchange]?.receivedBytes ?? 0;
    const fits = this.#rememberedBytes + bytes <= REMEMBERED_BYTES && !this.#closed && this.#room.keeps(bytes);
    if (fits) this.#rememberedBytes += bytes;
    else this.#asked.delete(key);
    return reply;
  }

  /**
   * What makes a question the same one. A session belongs to its engine; within a conversation the same words ask another thing
   * than within another, and what opens one has to be sent anew where another was opened since.
   */
  #keyOf(engine: string, request: Request, rendered: Sendable): string {
    if (request.kind === 'upgrade') return `${engine} ${rendered.key}`;
    if (request.kind !== 'stream' || request.fresh === true) return rendered.key;
    const current = this.#conversations.get(engine);
    if (request.opens !== true) return `${engine} ${current ?? ''} ${rendered.key}`;
    const key = `${engine} opens ${rendered.key}`;
    if (current !== key) this.#asked.delete(key);
    this.#conversations.set(engine, key);
    return key;
  }

  /** One question at a time: harmless to the server, and at most one is lost when it breaks. */
  #queue(engine: string, name: string, request: Request, params: Params, rendered: Sendable): Promise<Reply | Failure> {
    const turn = this.#turn.then(() => this.#exchange(engine, name, request, params, rendered));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #exchange(
    engine: string,
    name: string,
    request: Request,
    params: Params,
    rendered: Sendable,
  ): Promise<Reply | Failure> {
    if (this.#dead) return this.#dead;
    if (this.#deps.signal.aborted) this.#abort();
    const kind = rendered.kind === 'http' ? 'http' : engine;
    const exhausted = this.#limits.exhausted(kind);
    if (exhausted) return this.#record(engine, name, request, params, rendered.label, exhausted, 0);
    const { clock, scope } = this.#deps;
    const { address, port, transport } = this.endpoint;
    const start = clock.monotonic();
    const { milliseconds, because } = this.#limits.next(kind);
    const maxBytes = Math.min(request.maxBytes ?? DEFAULT_MAX_BYTES, this.#limits.bytesLeft());
    this.#watch.start(milliseconds, because);
    this.#transport.begin(this.#limits.bytesLeft(), milliseconds);
    const result = await this.#transport.send(engine, rendered, request, maxBytes);
    this.#watch.stop();
    const elapsed = clock.monotonic() - start;
    const { sent, received, requests } = this.#transport.moved();
    for (let count = 0; count < requests; count += 1) scope.ledger.requested(address, port, transport);
    if (sent > 0 || received > 0) scope.ledger.moved(address, port, sent, received, transport);
    const summary = result instanceof Ended ? result : { status: result.kind === 'http' ? result.status : null };
    this.#limits.done(kind, summary, elapsed, received);
    return this.#record(engine, name, request, params, rendered.label, result, elapsed, rendered);
  }

  #record(
    engine: string,
    name: string,
    request: Request,
    params: Params,
    label: string,
    outcome: Outcome,
    milliseconds: number,
    rendered?: Sendable,
  ): Reply | Failure {
    const moved = rendered ? this.#transport.moved() : { sent: 0, received: 0 };
    const number = this.#exchanges.length;
    const exchange = exchangeOf({ number, engine, name, request, label, params, outcome, moved, milliseconds });
    this.#exchanges.push(exchange);
    if (this.#deps.onExchange && rendered) {
      const received = receivedOf(outcome);
      const upgraded = request.kind === 'upgrade' && !(outcome instanceof Ended) && request.accepted(received);
      const datagrams = 'datagrams' in outcome ? outcome.datagrams : null;
      this.#deps.onExchange({ exchange, sent: sentOf(rendered), received, datagrams, upgraded });
    }
    if (outcome instanceof Ended) return this.#failure(outcome, number, rendered !== undefined);
    return outcome.kind === 'http'
      ? httpReply(outcome, number)
      : { ok: true, kind: 'bytes', exchange: number, bytes: outcome.bytes };
  }

  #failure(ended: Ended, exchange: number, sent: boolean): Failure {
    const failure: Failure = {
      ok: false,
      kind: ended.kind,
      message: ended.message,
      exchange,
      ...(ended.received ? { received: ended.received } : {}),
    };
    if (sent) this.#lastFailure = failure;
    // Nothing that follows can do better: the port is closed, out of reach or out of scope, or the audit is over.
    const final = ended.kind === 'stopped' || (!this.#transport.connected && ended.kind !== 'protocol');
    if (final) this.#dead = failure;
    return failure;
  }

  #abort(): void {
    this.#stop(new Ended('stopped', 'the audit was stopped'));
  }

  #stop(because: Ended): void {
    this.#limits.stop(because);
    this.#watch.end(because);
    if (this.#closed) this.#transport.close();
  }
}

/** How the end of its answer is known: who knows it otherwise asks another question. */
function measureOf(request: Request): unknown {
  return request.kind === 'http' ? null : request.kind === 'datagram' ? request.assemble : request.length;
}

function isSilence(reply: Reply | Failure): boolean {
  return !reply.ok && reply.kind === 'timeout' && reply.received === undefined;
}

function sentOf(rendered: Sendable): string {
  if (rendered.kind === 'greeting') return '';
  return 'bytes' in rendered ? Buffer.from(rendered.bytes).toString('hex') : rendered.label;
}

function shallower(depth: Depth, limit: Depth | null): Depth {
  return limit !== null && DEPTHS.indexOf(limit) < DEPTHS.indexOf(depth) ? limit : depth;
}
