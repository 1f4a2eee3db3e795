import type { GreetingRequest, StreamRequest, UpgradeRequest } from '../model/request.ts';
import type { Connection } from './connect.ts';
import { Ended } from './ended.ts';
import type { Outcome } from './record.ts';
import { StreamConnection } from './stream.ts';
import { stoppedAfter, type Watch } from './watch.ts';

/** Of the time that is left, how much a server that may speak first is listened to before something else is tried. */
const GREETING_SHARE = 1 / 3;

const NOTHING = new Uint8Array();

export interface SessionDeps {
  readonly watch: Watch;
  /** `plain`: for what begins without TLS and may go over to it. `beside`: next to the session, not in its place. */
  readonly connect: (form: 'any' | 'plain', beside: boolean) => Promise<Connection | Ended>;
  readonly upgrade: (connection: Connection, alpn: readonly string[]) => Promise<Connection | Ended>;
  /** The connection carries a part of the exchange under way. */
  readonly use: (connection: Connection) => void;
  /** What of the exchange under way may still be waited, in milliseconds. */
  readonly milliseconds: () => number;
}

interface Session {
  engine: string;
  readonly stream: StreamConnection;
  /** True once something was asked on it. */
  begun: boolean;
  readonly upgraded: boolean;
  farewell: Uint8Array | null;
}

/** How every session of an engine begins: what it listens for, and how it goes over to TLS. */
interface Prelude {
  readonly greeting?: GreetingRequest;
  readonly upgrade?: { readonly request: UpgradeRequest; readonly bytes: Uint8Array };
  /** The engine's sessions are conversations: only what opens one may be the first question. */
  readonly opens?: true;
}

interface Question {
  readonly engine: string;
  readonly bytes: Uint8Array;
  readonly maxBytes: number;
}

/** The stream connections of one endpoint: one session, which belongs to one engine at a time, and fresh ones that end at once. */
export class Sessions {
  readonly #deps: SessionDeps;
  readonly #preludes = new Map<string, Prelude>();
  #session: Session | null = null;
  #greeted: StreamConnection | null = null;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  get held(): boolean {
    return this.#session !== null;
  }

  /**
   * The engine listens first: any session of it begins so, also where somebody else heard the greeting already. A session on
   * which nothing else was heard goes over to it: a server that greeted and is left counts that against us.
   */
  greets(engine: string, greeting: GreetingRequest): void {
    this.#learn(engine, { greeting });
    const session = this.#session;
    if (session === null || session.begun || session.upgraded) return;
    if (this.#preludes.get(session.engine)?.greeting === greeting) session.engine = engine;
  }

  /** A connection on which the server has spoken first: whoever listens next hears it there. */
  adopt(stream: StreamConnection): void {
    this.#greeted = stream;
  }

  async greeting(engine: string, request: GreetingRequest, maxBytes: number): Promise<Outcome> {
    const greeted = this.#greeted;
    this.#greeted = null;
    this.close();
    const stream = greeted?.open === true ? greeted : await this.#dial('any', false);
    if (stream instanceof Ended) return stream;
    this.#deps.use(stream.connection);
    this.#hold(engine, stream, false);
    return this.#listen(stream, request, maxBytes);
  }

  /** Asks to speak TLS, and keeps the connection for what opens a conversation. */
  async upgrade(request: UpgradeRequest, { engine, bytes, maxBytes }: Question): Promise<Outcome> {
    const greeted = this.#session;
    const fits = greeted?.engine === engine && greeted.stream.open && !greeted.begun && !greeted.upgraded;
    if (!fits) this.close();
    const begun = fits ? greeted.stream : await this.#begin(engine, maxBytes, 'plain', false);
    if (begun instanceof Ended) return begun;
    const answer = await this.#asked(begun, request, bytes, maxBytes);
    if (answer instanceof Ended) return answer;
    this.#learn(engine, { upgrade: { request, bytes } });
    const over = await this.#over(begun, request, answer);
    if (over instanceof Ended) return over;
    // What was heard on it before is no other connection, to be closed: it goes on within TLS.
    if (fits) this.#session = null;
    this.#hold(engine, over, over !== begun);
    return { kind: 'bytes', bytes: answer };
  }

  async ask(request: StreamRequest, question: Question): Promise<Outcome> {
    const { engine, bytes, maxBytes } = question;
    if (request.opens === true) this.#learn(engine, { opens: true });
    const session = this.#fitting(engine, request) ?? (await this.#open(request, question));
    if (session instanceof Ended) return session;
    const { stream } = session;
    session.begun = true;
    this.#deps.use(stream.connection);
    stream.send(bytes);
    const answer = await stream.read(request.length, maxBytes, this.#deps.watch);
    if (request.fresh === true) stream.close();
    else if (!(answer instanceof Ended)) session.farewell = request.farewell?.(answer) ?? session.farewell;
    return answer instanceof Ended ? answer : { kind: 'bytes', bytes: answer };
  }

  /** Before another takes its place. */
  async #leave(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    if (session?.farewell) await session.stream.leave(session.farewell);
    else session?.stream.close();
  }

  close(): void {
    this.#greeted?.close();
    this.#greeted = null;
    this.#session?.stream.close(this.#session.farewell);
    this.#session = null;
  }

  /** The session where the question belongs on it. */
  #fitting(engine: string, { fresh, opens, plain }: StreamRequest): Session | null {
    const session = this.#session;
    if (fresh === true || session?.engine !== engine || !session.stream.open) return null;
    if (opens !== true) return session;
    return session.begun || (plain === true && session.upgraded) ? null : session;
  }

  async #open(
    { fresh, opens, plain, ungreeted }: StreamRequest,
    { engine, maxBytes }: Question,
  ): Promise<Session | Ended> {
    const prelude = this.#preludes.get(engine);
    if (prelude?.opens === true && opens !== true && fresh !== true) {
      return new Ended('closed', 'the conversation that this belongs to is over');
    }
    const beside = fresh === true;
    if (!beside) await this.#leave();
    const upgrade = plain === true || beside ? undefined : prelude?.upgrade;
    const form = upgrade === undefined && plain !== true ? 'any' : 'plain';
    const begun = await this.#begin(engine, maxBytes, form, beside, ungreeted === true);
    if (begun instanceof Ended) return begun;
    let stream = begun;
    if (upgrade !== undefined) {
      const answer = await this.#asked(begun, upgrade.request, upgrade.bytes, maxBytes);
      const over = answer instanceof Ended ? answer : await this.#over(begun, upgrade.request, answer);
      if (over instanceof Ended) return over;
      stream = over;
    }
    const upgraded = stream !== begun;
    if (beside) return { engine, stream, begun: false, upgraded, farewell: null };
    return this.#hold(engine, stream, upgraded);
  }

  /** A connection whose greeting was heard, where the engine listens for one. */
  async #begin(
    engine: string,
    maxBytes: number,
    form: 'any' | 'plain',
    beside: boolean,
    ungreeted = false,
  ): Promise<StreamConnection | Ended> {
    const stream = await this.#dial(form, beside);
    if (stream instanceof Ended) return stream;
    const greeting = ungreeted ? undefined : this.#preludes.get(engine)?.greeting;
    const heard = greeting === undefined ? null : await this.#listen(stream, greeting, maxBytes);
    return heard instanceof Ended ? heard : stream;
  }

  async #dial(form: 'any' | 'plain', beside: boolean): Promise<StreamConnection | Ended> {
    const connection = await this.#deps.connect(form, beside);
    if (connection instanceof Ended) return connection;
    this.#deps.use(connection);
    return new StreamConnection(connection);
  }

  async #listen(stream: StreamConnection, request: GreetingRequest, maxBytes: number): Promise<Outcome> {
    const { watch, milliseconds } = this.#deps;
    const message = 'the server says nothing by itself';
    const halt = stoppedAfter(milliseconds() * GREETING_SHARE, message, (ended) => watch.end(ended));
    const bytes = await stream.read(request.length, maxBytes, watch);
    halt();
    return bytes instanceof Ended ? bytes : { kind: 'bytes', bytes };
  }

  async #asked(
    stream: StreamConnection,
    { length }: UpgradeRequest,
    bytes: Uint8Array,
    maxBytes: number,
  ): Promise<Uint8Array | Ended> {
    stream.send(bytes);
    return length === null ? NOTHING : stream.read(length, maxBytes, this.#deps.watch);
  }

  /** The same connection where the server declined, the one within TLS where it agreed. */
  async #over(
    stream: StreamConnection,
    { accepted, alpn }: UpgradeRequest,
    answer: Uint8Array,
  ): Promise<StreamConnection | Ended> {
    if (!accepted(answer)) return stream;
    const refused = stream.release();
    if (refused) return refused;
    const connection = await this.#deps.upgrade(stream.connection, alpn ?? []);
    if (connection instanceof Ended) return connection;
    this.#deps.use(connection);
    return new StreamConnection(connection);
  }

  #hold(engine: string, stream: StreamConnection, upgraded: boolean): Session {
    if (this.#session?.stream !== stream) this.close();
    const session = { engine, stream, begun: false, upgraded, farewell: null };
    this.#session = session;
    return session;
  }

  #learn(engine: string, more: Prelude): void {
    this.#preludes.set(engine, { ...this.#preludes.get(engine), ...more });
  }
}
