import type { Depth } from '../model/access.ts';
import type { Exchange } from '../model/channel.ts';
import type { Safety } from '../model/request.ts';
import type { Scope } from '../scope/index.ts';
import type { Clock } from '../support/clock.ts';
import type { Dialer } from './connect.ts';
import type { Hosts } from './hosts.ts';
import type { Room } from './room.ts';
import type { DatagramDialer } from './udp.ts';

/** What one endpoint may take after its first answer. */
export interface Budget {
  readonly milliseconds: number;
  readonly requests: number;
  readonly bytes: number;
}

export interface LineDeps {
  readonly scope: Pick<Scope, 'permit' | 'ledger'>;
  /** Replaced in tests, to show that nothing was sent. */
  readonly dial?: Dialer;
  /** The same for UDP. */
  readonly dialDatagrams?: DatagramDialer;
  /** One for the audit; without it no host is given up. */
  readonly hosts?: Hosts;
  /** One for the audit; without it each line has its own. */
  readonly room?: Room;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds until the first answer, over all questions of the identification together. */
  readonly timeout: number;
  readonly budget: Budget;
  readonly depth: Depth;
  readonly tls: { readonly ca: string | null; readonly serverName: string | null };
  readonly userAgent: string;
  /** Safety classes that may be asked; by default all but `sample`. */
  readonly allow?: readonly Safety[];
  /** Every exchange with its whole bytes, to record transcripts. */
  readonly onExchange?: (full: FullExchange) => void;
}

export interface FullExchange {
  readonly exchange: Exchange;
  /** HTTP: `GET /path?query`. Binary: hexadecimal bytes. Empty: it was listened to. */
  readonly sent: string;
  /** The body, or the message; what arrived before a failure. */
  readonly received: Uint8Array;
  /** Over UDP: the datagrams of the answer, in the order in which they came. */
  readonly datagrams: readonly Uint8Array[] | null;
  /** The server agreed to speak TLS from here on. */
  readonly upgraded: boolean;
}
