import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { byText } from './stable-json.ts';

/** A rule file as it lies on the disk. `name` is relative to rules/ with forward slashes, or the path that the user wrote. */
export interface RuleText {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The files of rules/, read and parsed: rules, tables of versions, data classes. */
export interface ShippedRules {
  readonly texts: readonly RuleText[];
  /** What a file holds, not held against its schema: the tests do that for shipped files. */
  parsed(name: string): unknown;
}

/** What `npm run generate` leaves: the files as JSON, and the digest of the files they were made from. */
export interface CompiledRules {
  readonly digest: string;
  readonly files: Readonly<Record<string, unknown>>;
}

const FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../dist/rules.gen.json', import.meta.url));
const PARTS = ['', 'versions/', 'classes/'];

let shipped: Promise<ShippedRules> | null = null;

/** Read once in a process. YAML takes 150 ms to parse; where the compiled form is of the same bytes it takes 2. */
export function shippedRules(): Promise<ShippedRules> {
  return (shipped ??= readShipped());
}

async function readShipped(): Promise<ShippedRules> {
  const [texts, compiled] = await Promise.all([shippedTexts(), readCompiled()]);
  const fresh = compiled !== null && compiled.digest === digestOf(texts) ? compiled : await compileRules(texts);
  return { texts, parsed: (name) => fresh.files[name] };
}

/** All that judging depends on, sorted by name. */
export async function shippedTexts(): Promise<RuleText[]> {
  const listed = await Promise.all(
    PARTS.map(async (part) => (await readdir(`${FOLDER}${part}`)).map((name) => part + name)),
  );
  const names = listed.flat().filter((name) => name.endsWith('.yaml'));
  return Promise.all(names.sort(byText).map((name) => readText(name, `${FOLDER}${name}`)));
}

export async function readText(name: string, file: string): Promise<RuleText> {
  return { name, file, text: await readFile(file, 'utf8') };
}

export async function compileRules(texts: readonly RuleText[]): Promise<CompiledRules> {
  const { parse } = await import('yaml');
  return {
    digest: digestOf(texts),
    files: Object.fromEntries(texts.map(({ name, text }) => [name, parse(text) as unknown])),
  };
}

async function readCompiled(): Promise<CompiledRules | null> {
  try {
    return JSON.parse(await readFile(COMPILED, 'utf8')) as CompiledRules;
  } catch (error) {
    // a checkout that was not built, or a file that was cut off: the YAML is there
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null;
    throw error;
  }
}

/** `sha256:…` over each file's name and bytes, in the order of names: says by which rules a report was made. */
export function digestOf(texts: readonly RuleText[]): string {
  const sum = createHash('sha256');
  for (const { name, text } of [...texts].sort((left, right) => byText(left.name, right.name))) {
    sum.update(`${name}\n${Buffer.byteLength(text)}\n`).update(text);
  }
  return `sha256:${sum.digest('hex')}`;
}
