import type { AuditEntry, AuditRecord, Check, EndpointKey, Sighting } from './state.ts';

/** What every store of the history does, whichever database is behind it. Whatever it cannot do is thrown as a `StoreFailure`. */
export interface HistoryStore {
  /** Where it is, for messages. */
  readonly place: string;
  /** The whole audit in one transaction: after a crash it is there, or it is not. An audit that is there already is left alone. */
  record(record: AuditRecord): Promise<void>;
  /** In the order of time. */
  audits(): Promise<readonly AuditEntry[]>;
  /** In the order of time; of one endpoint, or of all. */
  checks(endpoint?: EndpointKey): Promise<readonly Check[]>;
  /** Fingerprints of findings that were seen, and at a later check from this vantage were not. */
  closedFindings(vantage: string): Promise<ReadonlySet<string>>;
  note(sighting: Sighting): Promise<void>;
  sightings(): Promise<readonly Sighting[]>;
  /** Drops all checks before it but those that `keep` returns, and audits that are left without one. Returns how many checks. */
  prune(before: string, keep: (checks: readonly Check[]) => ReadonlySet<Check>): Promise<number>;
  /** Up to when checks have been dropped: drift before that is not whole. */
  prunedBefore(): Promise<string | null>;
  close(): Promise<void>;
}

/** The store could not be opened, read or written; the message says why, in words for people. */
export class StoreFailure extends Error {
  readonly place: string;
  constructor(place: string, what: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.name = 'StoreFailure';
    this.place = place;
  }
}
