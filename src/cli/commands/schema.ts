import * as z from 'zod';
import { configJsonSchema } from '../../config/index.ts';
import type { Context } from '../context.ts';
import { SETTINGS } from '../flags/index.ts';

const SCHEMAS: Readonly<Record<string, () => Promise<object>>> = {
  report: async () => z.toJSONSchema((await import('../../model/report.ts')).report),
  // A line of probe's output is either.
  observation: async () => {
    const { auditLine, observation } = await import('../../model/observation-schema.ts');
    return z.toJSONSchema(z.union([observation, auditLine]));
  },
  config: () => configJsonSchema(SETTINGS),
};

export async function run(context: Context): Promise<number> {
  const schema = await SCHEMAS[context.args[0] ?? '']?.();
  await context.print(`${JSON.stringify(schema, null, 2)}\n`);
  return 0;
}
