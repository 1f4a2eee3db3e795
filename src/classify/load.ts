import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Re2 from 're2js';
import type { DataClass } from '../model/classes.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { shippedRules } from '../support/shipped-rules.ts';
import { byText } from '../support/stable-json.ts';
import type { NameMatcher } from './names.ts';
import { createNameMatcher } from './names.ts';
import type { ClassEntry, ClassFile } from './schema.ts';
import type { ValueShape } from './values.ts';
import { valueShape } from './values.ts';

/** The data classes that an audit looks for. */
export interface ClassSet {
  readonly classes: readonly DataClass[];
  readonly byId: ReadonlyMap<string, DataClass>;
  /** Classes that are reported also where they were not found. */
  readonly asked: ReadonlySet<string>;
  readonly names: NameMatcher;
  /** Compiled when first asked for: only `--sample` needs them. */
  shapes(): readonly ValueShape[];
}

/**
 * The data classes of rules/classes, or of a folder of the user's own, whose files are held against the schema first (the shipped
 * ones are by the tests). Throws a Diagnostic that names file, line and column.
 */
export async function loadClasses(folder?: string): Promise<ClassSet> {
  if (folder === undefined) {
    const shipped = await shippedRules();
    const names = shipped.texts.map(({ name }) => name).filter((name) => name.startsWith('classes/'));
    return classSet(names.map((name) => shipped.parsed(name) as ClassFile));
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort(byText);
  return classSet(await Promise.all(names.map((name) => readClassFile(join(folder, name)))));
}

async function readClassFile(file: string): Promise<ClassFile> {
  const [{ parseYamlFile }, { classFile }] = await Promise.all([
    import('../support/yaml-file.ts'),
    import('./schema.ts'),
  ]);
  const yaml = parseYamlFile(await readFile(file, 'utf8'), file);
  const read = classFile.safeParse(yaml.value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Diagnostic(issue?.message ?? 'not a file of data classes', { where: yaml.where(issue?.path ?? []) });
}

export function classSet(files: readonly ClassFile[]): ClassSet {
  const entries: ClassEntry[] = [];
  const all = new Map<string, DataClass>();
  for (const file of files) {
    for (const entry of file.classes) {
      if (all.has(entry.id)) throw new Diagnostic(`the data class ${entry.id} is declared twice`);
      entries.push(entry);
      all.set(entry.id, {
        id: entry.id,
        family: file.family,
        title: entry.title,
        identifying: entry.identifying,
        peopleRank: entry.peopleRank ?? null,
        law: entry.law ?? file.law,
        response: [...(entry.response ?? []), ...(file.response ?? [])].sort((a, b) => a.order - b.order),
      });
    }
  }
  // both are made when first asked for: an audit that met no store needs neither
  let names: NameMatcher | null = null;
  let shapes: readonly ValueShape[] | null = null;
  return {
    classes: [...all.values()],
    byId: all,
    asked: new Set(entries.filter((entry) => entry.asked).map((entry) => entry.id)),
    get names() {
      return (names ??= createNameMatcher(entries));
    },
    shapes: () => (shapes ??= compileShapes(entries)),
  };
}

function compileShapes(entries: readonly ClassEntry[]): readonly ValueShape[] {
  // loaded here, and not with the module: only `--sample` needs the patterns
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof Re2;
  return entries.flatMap((entry) =>
    (entry.values ?? []).map((declared) => valueShape({ class: entry.id, ...declared }, RE2JS)),
  );
}
