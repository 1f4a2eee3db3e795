import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { type Opening, readOpening } from './wire.ts';

const ID = 'postgresql';

/** Asked only where SSLRequest was answered in this protocol. */
export function speaksProtocol(earlier: readonly (Reply | Failure)[]): boolean {
  return earlier.some((reply) => reply.ok && reply.kind === 'bytes');
}

/** Any whole answer to a startup message: a demand for a password, an error with a code, or a session. */
export function claimByOpening(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const opening = readOpening(reply.bytes);
  if (opening === null) return null;
  return {
    engine: ID,
    confidence: 'certain',
    version: opening.kind === 'ready' ? numberOf(opening.parameters.get('server_version')) : null,
    because: 'a startup message is answered in the words of the protocol',
    role: isPooler(opening) ? 'pooler' : 'server',
  };
}

/** PostgreSQL names its own function in every error, and so do its forks; PgBouncer and its kin do not. */
export function isPooler(opening: Opening): boolean {
  return opening.kind === 'refused' && opening.error.routine === null;
}

export interface Product {
  readonly name: string;
  /** Where it is PostgreSQL's own number, or that of a product that is numbered beyond it. */
  readonly version: string | null;
  /** What the packager says of his build. */
  readonly build: string | null;
}

/** Products that say `PostgreSQL` for the sake of their clients, by what `version()` or their parameters hold. */
const FORKS: readonly (readonly [string, RegExp])[] = [
  ['YugabyteDB', /-YB-|yugabyte/i],
  ['Greenplum', /greenplum/i],
  ['Amazon Redshift', /redshift/i],
  ['CrateDB', /\bcrate(?:db\b|_version)/i],
  ['QuestDB', /questdb/i],
  ['Materialize', /materialize/i],
];

/** `PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on …`, `PostgreSQL 18.6 (PGlite 0.5.14) on …`, `CockroachDB CCL v23.1.3 (…)`. */
export function productOf(banner: string | null, parameters: ReadonlyMap<string, string>): Product {
  const cockroach = parameters.get('crdb_version') ?? (banner?.startsWith('CockroachDB') ? banner : null);
  if (cockroach) return { name: 'CockroachDB', version: /v(\d+(?:\.\d+)*)/.exec(cockroach)?.[1] ?? null, build: null };
  const said = `${banner ?? ''} ${parameters.get('server_version') ?? ''} ${[...parameters.keys()].join(' ')}`;
  const fork = FORKS.find(([, pattern]) => pattern.test(said));
  if (fork) return { name: fork[0], version: null, build: null };
  const version = numberOf(parameters.get('server_version') ?? /^PostgreSQL (\S+)/.exec(banner ?? '')?.[1]);
  const build = /^PostgreSQL \S+ \(([^)]{1,80})\)/.exec(banner ?? '')?.[1] ?? null;
  return { name: build?.startsWith('PGlite') === true ? 'PGlite' : 'PostgreSQL', version, build };
}

function numberOf(text: string | undefined): string | null {
  return /^\d+(?:\.\d+)*/.exec(text ?? '')?.[0] ?? null;
}
