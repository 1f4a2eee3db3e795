import * as z from 'zod';
import type { Setting, Settings } from './setting.ts';
import { DURATION, PORT_RANGE, shapeInWords } from './values.ts';

function text(error: string): z.ZodString {
  return z.string({ error }).min(1, { error });
}

/** A public address, network or name that the user owns, and how that is shown (docs/reference/scope.md). */
const publicEntry = z.strictObject({
  at: text('write an address, a CIDR no wider than /24, or a host name').describe('An address, a CIDR or a host name'),
  proof: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('local-address').describe('It is an address of this machine') }),
      z.strictObject({
        kind: z.literal('dns-txt').describe('A TXT record "unlatched-scope=TOKEN" at a name that resolves to it'),
        name: text('write a host name').optional().describe('The name; without it, what stands in "at"'),
        token: text('write the token, env:NAME or file:/path').describe('The token, env:NAME or file:/path'),
      }),
      z.strictObject({
        kind: z.literal('attested').describe('Your word alone: depth access, 16 addresses, own ports of engines'),
        owner: text('write who answers for it'),
        reason: text('write why it may be audited'),
        until: z.iso.date({ error: 'write the last day in quotes: "2027-01-31"' }),
      }),
    ],
    { error: 'write kind: local-address, dns-txt or attested' },
  ),
});

export type PublicEntryConfig = z.infer<typeof publicEntry>;

/** Keys that are no setting of the command line. Each counts only in a file named with `--config`. */
export const SECTIONS = {
  'scope.public': z.array(publicEntry).describe('Public addresses, each with proof that they are yours'),
} as const;

/** The schema of unlatched.yaml: strict, so that a slip of the pen is told and never silently without effect. */
export function configSchema(settings: Settings): z.ZodType<Record<string, unknown>> {
  const root: Tree = new Map();
  for (const setting of Object.values(settings)) {
    if (setting.key !== null) plant(root, setting.key.split('.'), shapeOf(setting).describe(setting.about));
  }
  for (const [key, shape] of Object.entries(SECTIONS)) plant(root, key.split('.'), shape);
  return objectOf(root);
}

type Tree = Map<string, z.ZodType | Tree>;

function plant(tree: Tree, [name = '', ...rest]: readonly string[], shape: z.ZodType): void {
  if (rest.length === 0) {
    tree.set(name, shape);
    return;
  }
  const branch = tree.get(name) ?? new Map<string, z.ZodType | Tree>();
  if (!(branch instanceof Map)) throw new Error(`${name} is both a key and a section`);
  tree.set(name, branch);
  plant(branch, rest, shape);
}

function objectOf(tree: Tree): z.ZodObject {
  const members = [...tree].map(([name, member]) => [
    name,
    (member instanceof Map ? objectOf(member) : member).optional(),
  ]);
  return z.strictObject(Object.fromEntries(members) as Record<string, z.ZodType>);
}

/** Its message, where it fails, is what to write instead. */
function shapeOf(setting: Setting): z.ZodType {
  const error = shapeInWords(setting);
  switch (setting.kind) {
    case 'switch':
      return z.boolean({ error });
    case 'choice':
      return z.enum([...setting.choices], { error });
    case 'integer':
      return z.int({ error }).min(setting.min, { error }).max(setting.max, { error });
    case 'duration':
      return z.string({ error }).regex(DURATION, { error });
    case 'text':
    case 'file':
      return text(error);
    case 'texts':
    case 'files':
      return z.array(text(error), { error });
    case 'ports':
      break;
  }
  return z.array(
    z.union(
      [z.int({ error }).min(1, { error }).max(65_535, { error }), z.string({ error }).regex(PORT_RANGE, { error })],
      { error },
    ),
    { error },
  );
}

/** The keys that can stand at a path, for whom a slip is explained. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const [first, ...rest] = path;
  if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  const shape = inner.shape as Record<string, z.ZodType>;
  if (first === undefined) return Object.keys(shape);
  const member = shape[String(first)];
  return member === undefined ? [] : keysAt(member, rest);
}
