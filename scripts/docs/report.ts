import * as z from 'zod';
import { report } from '../../src/model/report.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly description?: string;
  readonly format?: string;
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => code(String(one))).join(' ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one)).join(' or ');
  if (schema.type === 'array')
    return `list of ${schema.items?.type === 'object' ? 'objects' : typeOf(schema.items ?? {})}`;
  if (schema.format === 'date-time') return 'instant (UTC)';
  return schema.type ?? 'anything';
}

/** Every path of the report, depth first in the contract's order: `endpoints[].access.level`. */
function rowsOf(schema: Schema, path: string): string[][] {
  const inner = schema.anyOf?.find((one) => one.type === 'object' || one.type === 'array') ?? schema;
  if (inner.type === 'array') return rowsOf(inner.items ?? {}, `${path}[]`);
  const below = Object.entries(inner.properties ?? {}).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [[code(at), typeOf(member), member.description ?? ''], ...rowsOf(member, at)];
  });
  const rest = typeof inner.additionalProperties === 'object' ? inner.additionalProperties : null;
  return rest === null ? below : [...below, [code(`${path}.NAME`), typeOf(rest), ''], ...rowsOf(rest, `${path}.NAME`)];
}

/** The JSON report, path by path. */
export function reportPage(): Page {
  return page(
    'docs/reference/report.md',
    generatedFrom('src/model/report.ts'),
    '# The JSON report',
    '`--format json`, `schemaVersion` 1. `unlatched schema report` prints it as JSON Schema. Keys and lists are in a stable order: the same ' +
      'facts make the same bytes, but for the times and the id of the audit. [How to read it](../how-to/reading-the-json.md).',
    table(['path', 'type', 'meaning'], rowsOf(z.toJSONSchema(report) as Schema, '')),
  );
}
