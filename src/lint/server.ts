import type { Place, Reach } from '../model/lint.ts';

/** A value as it is written. Null: it comes from elsewhere (a secret, a variable), and what it is cannot be known here. */
export interface Setting {
  readonly value: string | null;
  readonly at: Place;
}

/** By name: `NAME` in a file, `env:NAME`, `arg:NAME`. More than one value where the server takes each of them. */
export type Settings = Map<string, Setting[]>;

/** A server as some files would start it. */
export interface Server {
  readonly engine: string;
  readonly name: string;
  /** From the tag of the image; null where nothing tells, and the newest is taken. */
  readonly version: string | null;
  /** Without tag and digest; null where it is the server's own file. */
  readonly image: string | null;
  readonly settings: Settings;
  /** False where more settings come from a place that was not read: then nothing is said of what is not written. */
  readonly complete: boolean;
  /** By the ports that are published; null where the bind address decides. */
  readonly published: Reach | null;
  /** Where the server itself is named. */
  readonly at: Place;
}

/** The later value wins. */
export function set(settings: Settings, name: string, value: string | null, at: Place): void {
  settings.set(name, [{ value, at }]);
}

/** One more value beside those that are there. */
export function add(settings: Settings, name: string, value: string | null, at: Place): void {
  const before = settings.get(name);
  if (before === undefined) settings.set(name, [{ value, at }]);
  else before.push({ value, at });
}
