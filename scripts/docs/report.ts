import * as z from 'zod';
import { report } from '../../src/model/report.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';
import { MEANINGS } from './report-meanings.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly format?: string;
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => code(String(one))).join(' ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one)).join(' or ');
  if (schema.type === 'array')
    return `list of ${schema.items?.type === 'object' ? 'objects' : typeOf(schema.items ?? {})}`;
  if (schema.format === 'date-time') return 'instant (UTC)';
  return schema.type === undefined ? 'anything' : [schema.type].flat().join(' or ');
}

/** Every path of the report, depth first in the contract's order: `endpoints[].access.level`. */
function rowsOf(schema: Schema, path: string): string[][] {
  const inner = schema.anyOf?.find((one) => one.type === 'object' || one.type === 'array') ?? schema;
  if (inner.type === 'array') return rowsOf(inner.items ?? {}, `${path}[]`);
  const below = Object.entries(inner.properties ?? {}).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [[at, typeOf(member)], ...rowsOf(member, at)];
  });
  const rest = typeof inner.additionalProperties === 'object' ? inner.additionalProperties : null;
  return rest === null ? below : [...below, [`${path}.NAME`, typeOf(rest)], ...rowsOf(rest, `${path}.NAME`)];
}

/** The JSON report, path by path. Throws for a meaning of a path that the schema does not have. */
export function reportPage(): Page {
  const rows = rowsOf(z.toJSONSchema(report) as Schema, '');
  const paths = new Set(rows.map(([path]) => path));
  const stray = Object.keys(MEANINGS).filter((path) => !paths.has(path));
  if (stray.length > 0) throw new Error(`report-meanings.ts explains what is not in the report: ${stray.join(', ')}`);
  return page(
    'docs/reference/report.md',
    generatedFrom('src/model/report.ts and scripts/docs/report-meanings.ts'),
    '# The JSON report',
    '`--format json`, `schemaVersion` 1. `unlatched schema report` prints it as JSON Schema. Keys and lists are in a stable order: the same ' +
      'facts make the same bytes, but for the times and the id of the audit. [How to read it](../how-to/reading-the-json.md).',
    table(
      ['path', 'type', 'meaning'],
      rows.map(([path = '', type = '']) => [code(path), type, MEANINGS[path] ?? '']),
    ),
  );
}
