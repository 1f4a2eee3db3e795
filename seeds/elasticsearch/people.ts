import { betaTesters, customers, shares } from '../cast.ts';
import { readIncident } from '../incident.ts';
import type { CollectionPlan, FieldType, MappedField, MappedFields } from './collection.ts';

/** The incident's collections, a thousandth of its size; the beta testers are few enough to be all there. */
export async function incidentPlans(scale = 1000): Promise<CollectionPlan[]> {
  const incident = await readIncident();
  return incident.collections.map(({ name, records, fields }) => {
    const count = name === 'beta_testers' ? records : Math.round(records / scale);
    return {
      name,
      fields: nest(fields),
      documents: documentsOf(name, count),
      identifying: fields.filter((field) => IDENTIFYING.has(field.class ?? '')).map((field) => field.name),
    };
  });
}

const IDENTIFYING = new Set(['email', 'shared-contact', 'username']);

function documentsOf(name: string, count: number): Iterable<object> {
  switch (name) {
    case 'users':
      return customers(count);
    case 'shares':
      return shares(count);
    case 'beta_testers':
      return betaTesters(count);
    default:
      throw new Error(`incident.yaml: nobody knows how to fill ${name}`);
  }
}

/** `a.b` becomes an object `a` with a property `b`. */
function nest(fields: readonly { name: string; type: FieldType }[]): MappedFields {
  const root: Record<string, MappedField> = {};
  for (const { name, type } of fields) {
    const [first = '', second] = name.split('.');
    if (second === undefined) root[first] = { type };
    else root[first] = { type: 'object', properties: { ...root[first]?.properties, [second]: { type } } };
  }
  return root;
}
