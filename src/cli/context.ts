import { type Config, loadConfig } from '../config/index.ts';
import type { Written } from '../config/values.ts';
import { type AllSettings, SETTINGS } from './flags/index.ts';
import { type Io, print } from './io.ts';

/** What a command is given: its words, the flags that were really written, and the ways out. */
export interface Context {
  readonly io: Io;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, Written>>;
  /** Reads the config once, and says on stderr what in it has no effect. */
  config(): Promise<Config<AllSettings>>;
  /** The defaults alone, whatever flags, environment and files say. */
  bare(): Promise<Config<AllSettings>>;
  /** To stdout. */
  print(text: string): Promise<void>;
  /** To stderr, for people. */
  say(text: string): void;
}

export function createContext(io: Io, args: readonly string[], flags: Readonly<Record<string, Written>>): Context {
  let config: Promise<Config<AllSettings>> | null = null;
  const say = (text: string) => {
    io.stderr.write(text);
  };
  return {
    io,
    args,
    flags,
    config: () => (config ??= readConfig(io, flags, say)),
    bare: () => loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: null, file: null }),
    print: (text) => print(io.stdout, text),
    say,
  };
}

async function readConfig(io: Io, flags: Context['flags'], say: (text: string) => void): Promise<Config<AllSettings>> {
  const file = flags['config'];
  const config = await loadConfig({
    settings: SETTINGS,
    flags,
    environment: io.environment,
    folder: io.folder,
    file: file === undefined ? null : String(file),
  });
  if (!config.values.quiet) for (const notice of config.notices) say(`unlatched: ${notice}\n`);
  return config;
}
