import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { byText } from '../support/stable-json.ts';
import { parseYamlFile } from '../support/yaml-file.ts';

const FOLDER = fileURLToPath(new URL('../../rules/causes/', import.meta.url));

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.array(scalar).min(1);
/** What holds where nothing is written: the first entry that fits; none that fits is "not there". */
const fallback = z.union([
  scalar.transform((value) => [{ value }]),
  z.array(
    z.strictObject({
      in: z.enum(['file', 'container']).optional(),
      image: z.string().optional(),
      versions: z.string().optional(),
      value: scalar,
    }),
  ),
]);
const condition = z.union([
  texts.transform((is) => ({ is })),
  z.strictObject({ not: texts }),
  z.strictObject({ 'not-exactly': texts }),
  z.strictObject({ has: texts }),
  z.strictObject({ begins: texts }),
  z.literal('absent').transform(() => ({ written: false as const })),
  z.literal('present').transform(() => ({ written: true as const })),
]);
const all = z.record(z.string(), condition);
const cause = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Without the engine: `anonymous-admin`. */
  rule: z.string(),
  engines: z.array(z.string()).optional(),
  in: z.enum(['file', 'container']).optional(),
  versions: z.string().optional(),
  /** All of one, or all of one of several. */
  when: z.union([all.transform((one) => [one]), z.array(all).min(1)]),
  /** How it is written here: in a file, and where a container is started. */
  write: z.union([
    z.string().transform((text) => ({ file: text, container: text })),
    z.strictObject({ file: z.string(), container: z.string() }),
  ]),
  why: z.string(),
});
const causesFile = z.strictObject({
  engines: z.record(z.string(), z.strictObject({ images: z.array(z.string()) })),
  ports: z.array(z.number().int()),
  /** Settings that hold the addresses it listens on, and where it listens without them. */
  bind: z.strictObject({ in: texts, default: fallback }),
  settings: z.record(z.string(), z.strictObject({ in: texts, default: fallback.optional() })),
  causes: z.array(cause),
});

export type Cause = z.infer<typeof cause>;
export type Condition = z.infer<typeof condition>;
export type CausesFile = z.infer<typeof causesFile> & { readonly name: string };

let loaded: Promise<CausesFile[]> | null = null;

/** The files of rules/causes, read once in a process. Throws where one does not fit, which the tests keep from happening. */
export function loadCauses(): Promise<CausesFile[]> {
  return (loaded ??= readCauses());
}

async function readCauses(): Promise<CausesFile[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml')).sort(byText);
  return Promise.all(
    names.map(async (name) => {
      const { value } = parseYamlFile(await readFile(`${FOLDER}${name}`, 'utf8'), `rules/causes/${name}`);
      return { ...causesFile.parse(value), name: name.replace(/\.yaml$/, '') };
    }),
  );
}
