import type { Expectation } from '../../src/model/transcript.ts';

/** Where a container sees its visitors come from: the lab's own networks, which its owner knows. */
export const BRIDGES: readonly string[] = ['172.16.0.0/12', '192.168.0.0/16'];

/** A server of docker/NAME, as one build target starts it, and how the lab fills it. */
export interface LabServer {
  /** Folder under docker/. */
  readonly docker: string;
  /** The product's name, as its transcripts carry it. */
  readonly product: string;
  /** Build target, such as `open-8.4.3`. */
  readonly target: string;
  /** Ports that are published on 127.0.0.1; the first tells when the server is ready. */
  readonly ports: readonly [number, ...number[]];
  /** Ports that are published there over UDP. */
  readonly udp?: readonly number[];
  readonly tls: boolean;
  /** Its first port speaks no HTTP: it is ready once it listens there. */
  readonly ready?: 'listening';
  /** The most memory that the container gets, in gibibytes. */
  readonly memory: number;
  /** Environment of the container, beside what the image sets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Null: there is nothing to fill. */
  readonly admin: ((at: LabDoor) => LabAdmin) | null;
}

/** Where a published port is. */
export interface LabDoor {
  readonly host: '127.0.0.1' | '127.0.0.2';
  readonly port: number;
  readonly tls: boolean;
}

/** The server's administrator: fills it, empties it, and says what state it is in. */
export interface LabAdmin {
  seed(variant: string): Promise<Truth>;
  wipe(): Promise<void>;
  /** Everything an audit must not change, as text that is equal for equal states. */
  condition(): Promise<string>;
  close(): Promise<void>;
}

/** What an anonymous visitor has to find, counted while it was written. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

/** A situation that is audited, and what the audit must say of it. */
export interface LabState {
  /** `elasticsearch/8.4.3-open`: the engine's docker folder, and a word that is unique there. */
  readonly name: string;
  readonly server: LabServer;
  readonly variant: string | null;
  /** In front of the server, which it reaches by the name `store`. */
  readonly front: LabServer | null;
  /** Which port of the server (or of what stands in front) is audited. */
  readonly door: number;
  /** True: over UDP. */
  readonly udp?: true;
  /** Base path of the target, begins and ends with `/`. */
  readonly path: string;
  /** Part of the subset that runs with `npm test`; the others run with `npm run test:lab`. */
  readonly ci: boolean;
  /** `rules` are all that hold with severity high or critical, neither more nor less. Counts are those that the seed returned where `counted`; otherwise no data may be reported. */
  readonly expect: Omit<Expectation, 'records' | 'collections' | 'people'> & { readonly counted: boolean };
}

/** What is true of a state that stands: no counts may be told where nothing was to be seen. */
export function expectationOf(
  { expect: { counted, ...expect } }: Pick<LabState, 'expect'>,
  truth: Pick<Expectation, 'records' | 'collections' | 'people'>,
): Expectation {
  const { records, collections, people } = counted ? truth : { records: null, collections: null, people: null };
  return { ...expect, records, collections, people };
}

/** Under which engine, and by which word there, a state is recorded; nginx stands in front of Elasticsearch. */
export function recordedAs({ name }: Pick<LabState, 'name'>): { readonly engine: string; readonly state: string } {
  const [folder = '', word = ''] = name.split('/');
  return folder === 'nginx' ? { engine: 'elasticsearch', state: `nginx-${word}` } : { engine: folder, state: word };
}
