import { isUtf8 } from 'node:buffer';
import type * as z from 'zod';
import { readFound, readNamed } from '../support/bounded-file.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { parseYamlFile, type YamlFile } from '../support/yaml-file.ts';
import { configSchema, keysAt } from './schema.ts';
import type { Settings } from './setting.ts';
import { didYouMean } from './values.ts';

/** A config file that was read and holds nothing but known keys with values of their kinds. */
export interface ConfigFile {
  readonly path: string;
  /** True where `--config` named it; false where it was found by itself. */
  readonly named: boolean;
  /** The value at `audit.depth`, or undefined. */
  get(key: string): unknown;
  /** `file:line:column` of a key's value. */
  where(key: string): string;
}

const MOST_BYTES = 1024 * 1024;

/** Throws a `Diagnostic` with file, line, column and what to write instead. */
export async function readConfigFile(path: string, named: boolean, settings: Settings): Promise<ConfigFile> {
  const yaml = parse(await readText(path, named), path);
  const schema = configSchema(settings);
  const value = withoutEmptySections(yaml.value ?? {}, keysAt(schema, []));
  const issue = schema.safeParse(value, { reportInput: true }).error?.issues[0];
  if (issue !== undefined) throw told(issue, yaml, schema);
  return {
    path,
    named,
    get: (key) =>
      key.split('.').reduce<unknown>((branch, name) => (branch as Record<string, unknown> | undefined)?.[name], value),
    where: (key) => yaml.where(key.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))),
  };
}

async function readText(path: string, named: boolean): Promise<string> {
  const read = named
    ? readNamed(path, MOST_BYTES)
    : readFound(path, MOST_BYTES, 'name the file that counts with --config');
  const bytes = await read.catch((cause: unknown) => unreadable(path, cause));
  if (bytes.length > MOST_BYTES) {
    throw new Diagnostic('this is larger than 1 MiB, and no config', { where: path, mend: 'name another file' });
  }
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new Diagnostic('this is no text in UTF-8', { where: path, mend: 'save it as UTF-8, or name another file' });
  }
  return bytes.toString();
}

function parse(text: string, path: string): YamlFile {
  try {
    return parseYamlFile(text, path);
  } catch (error) {
    if (!(error instanceof Diagnostic) || error.mend !== null) throw error;
    throw new Diagnostic(escapeText(error.message, 200), {
      where: error.where ?? path,
      mend: 'indent with spaces, one "key: value" a line, each key once; unlatched init writes an example',
      cause: error,
    });
  }
}

/** A section of which every key is commented out is null in YAML. */
function withoutEmptySections(value: unknown, sections: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name, member]) => member !== null || !sections.includes(name)),
  );
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

function unreadable(path: string, cause: unknown): never {
  if (cause instanceof Diagnostic) throw cause;
  const code = (cause as { code?: string }).code ?? 'unknown';
  const because = UNREADABLE[code] ?? code;
  throw new Diagnostic(`the config cannot be read: ${because}`, {
    where: path,
    mend: 'name a file that can be read, or write one with unlatched init',
    cause,
  });
}

type Issue = z.core.$ZodIssue;

function told(issue: Issue, yaml: YamlFile, schema: z.ZodType): Diagnostic {
  const { path } = issue;
  const key = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    return new Diagnostic(`there is no key "${escapeText(unknown, 80)}" ${key === '' ? 'at the top' : `in "${key}"`}`, {
      where: yaml.whereKey([...path, unknown]),
      mend: didYouMean(unknown, keysAt(schema, path)),
    });
  }
  if (key === '') {
    return new Diagnostic('the file is no map of keys', {
      where: yaml.where(path),
      mend: 'write keys such as "audit:" at the start of a line; unlatched init writes an example',
    });
  }
  return new Diagnostic(`"${key}" ${wrong(issue)}`, {
    where: yaml.where(path),
    mend: issue.message.startsWith('write ')
      ? issue.message
      : (MENDS[issue.code] ?? 'unlatched schema config says how'),
  });
}

function wrong(issue: Issue): string {
  if (issue.input === undefined) return 'is missing';
  const input = typeof issue.input === 'object' ? null : escapeText(JSON.stringify(issue.input), 80);
  return input === null ? 'is not written as it has to be' : `cannot be ${input}`;
}

const MENDS: Readonly<Record<string, string>> = { invalid_type: 'write keys of its own below it, indented' };
