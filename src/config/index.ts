import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { escapeText } from '../support/escape.ts';
import type { ConfigFile } from './file.ts';
import { nearest } from './nearest.ts';
import type { PublicEntryConfig } from './schema.ts';
import { flagName, type Setting, type Settings, type ValuesOf, variableName } from './setting.ts';
import { valueOf, type Written } from './values.ts';

export { nearest } from './nearest.ts';
export type { PublicEntryConfig } from './schema.ts';
export { resolveSecret } from './secrets.ts';
export { flagName, type Setting, type Settings, type ValuesOf, variableName } from './setting.ts';
export { didYouMean, durationText, valueOf } from './values.ts';

export interface ConfigInput<S extends Settings> {
  readonly settings: S;
  /** What the command line said, by name; where a flag was not given, the name is missing. */
  readonly flags: Readonly<Record<string, Written>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Where unlatched.yaml is looked for; null: nowhere. */
  readonly folder: string | null;
  /** The file that `--config` names; null: unlatched.yaml of the folder, if there is one. */
  readonly file: string | null;
}

export interface Config<S extends Settings> {
  readonly values: ValuesOf<S>;
  /** `scope.public` of a file named with `--config`, with where each stands. */
  readonly public: readonly { readonly entry: PublicEntryConfig; readonly where: string }[];
  /** The file that was read. */
  readonly file: { readonly path: string; readonly named: boolean } | null;
  /** What was written and has no effect, one sentence each, for stderr. */
  readonly notices: readonly string[];
}

const FILE_NAMES = ['unlatched.yaml', 'unlatched.yml'];

/** Merges flag > environment > file > default. Throws a `Diagnostic` for whatever cannot be used. */
export async function loadConfig<S extends Settings>(input: ConfigInput<S>): Promise<Config<S>> {
  const { settings, flags, environment } = input;
  const path = input.file === null ? await findFile(input.folder) : resolve(input.folder ?? '', input.file);
  // The file's reader brings zod and yaml along: only where there is a file.
  const file =
    path === null ? null : await (await import('./file.ts')).readConfigFile(path, input.file !== null, settings);
  const notices: string[] = [];
  const entries = publicEntries(file, notices);
  notices.unshift(...strangeVariables(settings, environment, secretVariables(entries)));

  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const said = [
      flagged(name, setting, flags),
      fromEnvironment(name, setting, environment),
      fromFile(setting, file, notices),
    ];
    const given = said.filter((value) => value !== undefined);
    values[name] = setting.united === true ? given.flat() : (given[0] ?? setting.default);
  }
  return {
    values: values as ValuesOf<S>,
    public: entries,
    file: file === null ? null : { path: file.path, named: file.named },
    notices,
  };
}

/** The JSON Schema of unlatched.yaml. */
export async function configJsonSchema(settings: Settings): Promise<object> {
  const [{ configSchema }, { toJSONSchema }] = await Promise.all([import('./schema.ts'), import('zod')]);
  return toJSONSchema(configSchema(settings));
}

async function findFile(folder: string | null): Promise<string | null> {
  if (folder === null) return null;
  for (const name of FILE_NAMES) {
    const path = resolve(folder, name);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}

function flagged(name: string, setting: Setting, flags: ConfigInput<Settings>['flags']): unknown {
  const written = flags[name];
  return written === undefined ? undefined : valueOf(setting, written, `--${flagName(name)}`);
}

function fromEnvironment(name: string, setting: Setting, environment: NodeJS.ProcessEnv): unknown {
  const variable = variableName(name);
  const written = environment[variable];
  return !setting.environment || written === undefined || written === ''
    ? undefined
    : valueOf(setting, written, variable);
}

const PREFIX = 'UNLATCHED_';

/** A variable that has no effect is told: somebody counts on it. */
function strangeVariables(settings: Settings, environment: NodeJS.ProcessEnv, secrets: ReadonlySet<string>): string[] {
  const known = Object.entries(settings).filter(([, setting]) => setting.environment);
  const names = known.map(([name]) => variableName(name));
  const silent = new Set(
    Object.keys(settings)
      .map(variableName)
      .filter((name) => !names.includes(name)),
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !names.includes(name) && !secrets.has(name))
    .sort()
    .map((name) => {
      if (silent.has(name))
        return `${name} is ignored: this is only ever said on the command line, where it can be seen`;
      const meant = nearest(
        name.slice(PREFIX.length),
        names.map((known) => known.slice(PREFIX.length)),
      );
      return `${escapeText(name, 80)} is ignored: there is no such setting${meant === null ? '' : `; did you mean ${PREFIX}${meant}?`}`;
    });
}

function fromFile(setting: Setting, file: ConfigFile | null, notices: string[]): unknown {
  const written = setting.key === null ? undefined : file?.get(setting.key);
  if (file === null || setting.key === null || written === undefined) return undefined;
  const where = file.where(setting.key);
  const value = relativeTo(dirname(file.path), setting, valueOf(setting, written as Written, where));
  if (file.named || mayBeFound(setting, value)) return value;
  notices.push(`${where}: "${setting.key}" is ignored: ${WIDENS}`);
  return undefined;
}

const WIDENS = 'a config that was found by itself may only narrow; name the file with --config to let it count';

function mayBeFound(setting: Setting, value: unknown): boolean {
  if (typeof setting.found === 'function') return setting.found(value as never);
  return setting.found === 'counts';
}

/** Paths in a file are meant from where the file is. */
function relativeTo(folder: string, setting: Setting, value: unknown): unknown {
  if (setting.kind === 'file' && typeof value === 'string') return resolve(folder, value);
  if (setting.kind === 'files')
    return (value as readonly string[]).map((path) => (path === '-' ? path : resolve(folder, path)));
  return value;
}

function publicEntries(file: ConfigFile | null, notices: string[]): Config<Settings>['public'] {
  const entries = file?.get('scope.public') as readonly PublicEntryConfig[] | undefined;
  if (file === null || entries === undefined) return [];
  if (file.named) return entries.map((entry, index) => ({ entry, where: file.where(`scope.public.${index}`) }));
  notices.push(`${file.where('scope.public')}: "scope.public" is ignored: ${WIDENS}`);
  return [];
}

/** Variables that the config refers to as secrets are no settings, and no slip. */
function secretVariables(entries: Config<Settings>['public']): ReadonlySet<string> {
  const tokens = entries.flatMap(({ entry }) => (entry.proof.kind === 'dns-txt' ? [entry.proof.token] : []));
  return new Set(tokens.map((token) => token.replace(/^env:/, '')));
}
