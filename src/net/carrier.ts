import type { TlsFacts } from '../model/channel.ts';
import type { GreetingRequest, Request } from '../model/request.ts';
import type { Form } from './connect.ts';
import type { Ended } from './ended.ts';
import type { Outcome } from './record.ts';
import type { Rendered } from './render.ts';

export type Sendable = Exclude<Rendered, { kind: 'unsafe' }>;

/** What carries the questions of a line: connections, or datagrams. */
export interface Carrier {
  readonly connected: boolean;
  /** The first bytes that came, 1 KiB at most. */
  readonly firstBytes: Uint8Array;
  readonly tls: TlsFacts | null;
  /** Which form comes first where the user said nothing. */
  usually(form: Form): void;
  /** A new exchange: what it may take. */
  begin(bytesLeft: number, milliseconds: number): void;
  /** Bytes of the exchange under way or just ended, and how many requests really went out. */
  moved(): { readonly sent: number; readonly received: number; readonly requests: number };
  send(engine: string, rendered: Sendable, request: Request, maxBytes: number): Promise<Outcome>;
  /** Whether the server speaks first, within so many milliseconds; nothing is sent. */
  listen(milliseconds: number, now: () => number): Promise<boolean | Ended>;
  greets(engine: string, request: GreetingRequest): void;
  close(): void;
}
