import type { Depth } from './access.ts';
import type { Channel, Failure, Reply } from './channel.ts';
import type { AccessFacts, Collection, InventoryFacts, Measurement } from './facts.ts';
import type { Params, RequestTable } from './request.ts';

/** A port that belongs to the engine by convention. */
export interface Port {
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  /** What is tried first there. */
  readonly tls: 'plain' | 'tls';
  readonly role: string;
}

/** An engine's word that the server is its own. */
export interface Claim {
  readonly engine: string;
  /** `certain`: nothing else answers so. `likely`: only with no certain claim of another engine. */
  readonly confidence: 'certain' | 'likely';
  readonly version: string | null;
  /** One short phrase: what gave it away. */
  readonly because: string;
  /** What kind of door it is where an engine has several: `http`, `transport`, `console`. */
  readonly role: string;
}

/** One question of the identification, and how its answer is read. Steps of all engines that send the same are sent once. */
export interface IdentifyStep {
  readonly request: string;
  /** Given the tokens of the endpoint and what earlier steps heard, the parameters of the request. */
  readonly params?: (tokens: Tokens, earlier: readonly (Reply | Failure)[]) => Params;
  /** Asked only if this holds for what earlier steps heard; by default when nobody claimed yet. */
  readonly when?: (earlier: readonly (Reply | Failure)[]) => boolean;
  /** True: right behind the step before it. A server that waits for the rest of another engine's question would cost its time. */
  readonly soon?: boolean;
  /** Ports at which it comes first: there the engine speaks another protocol, and would wait for the rest of the other steps' questions. */
  readonly firstAt?: readonly number[];
  /** Given the answer, and what earlier steps heard: in some protocols the greeting alone says which server it is. */
  readonly claim: (reply: Reply | Failure, earlier?: readonly (Reply | Failure)[]) => Claim | null;
}

/** Random names that cannot exist, made once per endpoint: the control of every proof. */
export interface Tokens {
  /** `unl-` and 16 hexadecimal digits. */
  readonly control: string;
}

/** Takes record values straight to classification; they are held nowhere else. */
export interface SampleSink {
  see(collection: string, field: string, value: unknown): void;
}

export interface ProbeContext {
  readonly depth: Depth;
  readonly tokens: Tokens;
  readonly claim: Claim;
  readonly limits: InventoryLimits;
  /** Set where `--sample N` was given: at most `records` per collection go to `sink`. */
  readonly sample: { readonly records: number; readonly sink: SampleSink } | null;
  /** True where `--through-kibana` (a console that reaches a server behind it) was given. */
  readonly throughConsole: boolean;
  /** False where `--no-login` was given: no request of class `login` may be asked then. */
  readonly login: boolean;
}

export interface InventoryLimits {
  readonly collections: number;
  readonly fieldsPerCollection: number;
}

/** The field whose distinct values are counted. */
export interface Subject {
  readonly collection: Collection;
  readonly field: string;
}

/** A kind of datastore. `access`, `inventory` and `measure` throw only on defects: what a server does is a fact. */
export interface Engine<T extends RequestTable = RequestTable> {
  /** The folder's name, lower case. */
  readonly id: string;
  readonly title: string;
  readonly ports: readonly Port[];
  readonly requests: T;
  readonly identify: readonly IdentifyStep[];
  /** What each level means here, for the generated page. */
  readonly levels: Readonly<Record<'banner' | 'metadata' | 'read' | 'write' | 'admin', string>>;
  /** How it was tested: against a real server in docker/, or exchanges written from documentation. */
  readonly tested: 'real server' | 'replayed';
  /** True where it is run so often that its question comes before those of others whose port it is not either. */
  readonly often?: true;
  /**
   * Whether what a server said to somebody else's question sounds like this engine's protocol: then it is asked next. A guess by first
   * bytes, which decides nothing but the order.
   */
  readonly sounds?: (said: Uint8Array) => boolean;
  /** True where the protocol has no session without a login: that such a server stands open cannot be shown without one. */
  readonly asksAlways?: true;
  access(channel: Channel<T>, context: ProbeContext): Promise<AccessFacts>;
  inventory?(channel: Channel<T>, access: AccessFacts, context: ProbeContext): Promise<InventoryFacts>;
  /** Counts distinct values of one field, once per store, or says why it does not. */
  measure?(channel: Channel<T>, subject: Subject, context: ProbeContext, access: AccessFacts): Promise<Measurement>;
}

/** What the registry knows without loading the engine. */
export interface EngineEntry {
  readonly id: string;
  readonly load: () => Promise<Engine>;
}
