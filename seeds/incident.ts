import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';

const count = z.number().int().nonnegative();

const incidentFile = z.strictObject({
  schema: z.literal('unlatched/incident/1'),
  dates: z.strictObject({ protected: z.iso.date(), opened: z.iso.date(), published: z.iso.date() }),
  exposedDays: count,
  customers: count,
  records: count,
  betaTesters: count,
  absent: z.array(z.string()),
  collections: z.array(
    z.strictObject({
      name: z.string(),
      records: count,
      fields: z.array(
        z.strictObject({
          name: z.string(),
          type: z.enum(['keyword', 'text', 'long', 'float', 'date']),
          class: z.string().nullable(),
          distinct: z.union([count, z.literal('records')]).nullable(),
        }),
      ),
    }),
  ),
});

/** The incident's counts and dates, of seeds/incident.yaml. */
export type Incident = z.infer<typeof incidentFile>;

export async function readIncident(): Promise<Incident> {
  const text = await readFile(new URL('incident.yaml', import.meta.url), 'utf8');
  const incident = incidentFile.parse(parse(text));
  const sum = incident.collections.reduce((total, { records }) => total + records, 0);
  if (sum !== incident.records)
    throw new Error(`incident.yaml: the collections hold ${sum} records, not ${incident.records}`);
  return incident;
}
