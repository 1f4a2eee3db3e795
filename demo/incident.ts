import { betaTesters, customers, shares } from '../seeds/cast.ts';
import type { Incident } from '../seeds/incident.ts';
import { BUILD, type Cluster, type Index, type MappedField } from './stand-in/cluster.ts';

type Collection = Incident['collections'][number];

/** Records that the stand-in really holds of each collection; all else about them is a number. */
const HELD = 20;
/** Made up, and of no consequence: what one document takes. */
const BYTES_A_DOCUMENT = 412;

const CAST: Readonly<Record<string, (count: number) => Iterable<object>>> = {
  users: customers,
  shares,
  beta_testers: betaTesters,
};

/** The cluster of the incident: its counts as they were reported, its records made up. */
export function clusterOf(incident: Incident, secured: boolean, port: number): Cluster {
  const created = Date.parse(incident.dates.protected);
  return {
    name: 'customer-search',
    uuid: 'dEm0-cLuSt3r-sTaNd-iN0',
    node: { id: 'dEm0-n0d3-0f-sTaNd-iN0', name: 'node-1', address: '127.0.0.1', port },
    build: BUILD,
    secured,
    indices: incident.collections.map((collection, place) => indexOf(collection, place, created)),
  };
}

function indexOf(collection: Collection, place: number, created: number): Index {
  const { name, records, fields } = collection;
  return {
    name,
    uuid: `dEm0-1nd3x-0f-sTaNd-${String(place).padStart(2, '0')}`,
    documents: records,
    bytes: records * BYTES_A_DOCUMENT,
    created,
    aliases: [],
    records: [...(CAST[name]?.(Math.min(HELD, records)) ?? [])].map((record) => ({ ...record })),
    properties: propertiesOf(fields.map((field) => [field.name.split('.'), { type: field.type }] as const)),
    distinct: Object.fromEntries(
      fields.flatMap(({ name, distinct }) => (typeof distinct === 'number' ? [[name, distinct] as const] : [])),
    ),
  };
}

/** Dotted names as a mapping nests them. */
function propertiesOf(fields: readonly (readonly [readonly string[], MappedField])[]): Record<string, MappedField> {
  const heads = [...new Set(fields.flatMap(([[head]]) => head ?? []))];
  return Object.fromEntries(
    heads.map((head) => {
      const own = fields.filter(([path]) => path[0] === head);
      const leaf = own.find(([path]) => path.length === 1);
      return [
        head,
        leaf?.[1] ?? { properties: propertiesOf(own.map(([path, field]) => [path.slice(1), field] as const)) },
      ];
    }),
  );
}
