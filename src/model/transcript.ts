import type { AccessLevel, Outcome, Protection } from './access.ts';
import type { FailureKind } from './channel.ts';
import type { Params } from './request.ts';

/**
 * What a server answered, recorded from the wire or written from the vendor's documentation
 * (`test/engines/NAME/STATE.transcript.json`). The control token is always `unl-0000000000000000`.
 */
export interface Transcript {
  readonly schema: 'unlatched/transcript/1';
  readonly engine: string;
  readonly state: string;
  readonly server: {
    readonly product: string;
    readonly version: string;
    readonly source: 'recorded' | 'documentation';
    readonly reference?: string;
  };
  readonly tls: boolean;
  /** Absent: TCP. */
  readonly transport?: 'udp';
  readonly path: string;
  readonly exchanges: readonly TranscriptExchange[];
  readonly expect: Expectation;
}

export interface TranscriptExchange {
  /** Name in the engine's table. */
  readonly name: string;
  readonly params: Params;
  /** HTTP: `GET /path?query`. Binary: hexadecimal bytes. Empty: the server speaks first. */
  readonly sent: string;
  readonly answer:
    | { readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly body: string }
    /** `tls`: the server agreed to speak TLS, and does from the next byte on. */
    | { readonly hex: string; readonly tls?: true }
    /** Over UDP: hexadecimal bytes of each, in the order in which they came. */
    | { readonly datagrams: readonly string[] }
    | { readonly failure: FailureKind };
}

/** What an audit must say of a state of the lab; the transcript's and the lab matrix's truth, from the server's own word. */
export interface Expectation {
  readonly outcome: Outcome;
  readonly engine: string | null;
  readonly version: string | null;
  readonly level: AccessLevel;
  readonly inferred: AccessLevel;
  readonly protection: Protection | null;
  readonly records: number | null;
  readonly collections: number | null;
  readonly classes: readonly string[];
  readonly people: number | null;
  /** Rules of severity high or critical that hold, neither more nor less. */
  readonly rules: readonly string[];
}
