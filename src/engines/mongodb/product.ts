import { at, type Bag, text, texts } from '../../wire/json.ts';
import type { Hello } from './hello.ts';

/** Which product answers: others speak MongoDB's protocol, and give a version of MongoDB that they resemble. */
export interface Product {
  readonly name: string;
  /** Its own number, where it is not MongoDB's. */
  readonly own: string | null;
  /** MongoDB's number, where it is MongoDB that it is built from. */
  readonly version: string | null;
}

/** Services that run MongoDB or something like it, by the names of their hosts. */
const SERVICES: readonly (readonly [suffix: string, name: string, mongodb: boolean])[] = [
  ['.docdb.amazonaws.com', 'Amazon DocumentDB', false],
  ['.cosmos.azure.com', 'Azure Cosmos DB', false],
  ['.documents.azure.com', 'Azure Cosmos DB', false],
  ['.mongodb.net', 'MongoDB Atlas', true],
];

export function productOf(build: Bag, hello: Pick<Hello, 'hosts' | 'me' | 'setName'>): Product {
  const version = /^\d+\.\d+\.\d+/.exec(text(build['version']) ?? '')?.[0] ?? null;
  const ferret = text(build['ferretdbVersion']) ?? text(at(build, 'ferretdb', 'version'));
  if (ferret !== null) return { name: 'FerretDB', own: /\d+\.\d+\.\d+/.exec(ferret)?.[0] ?? null, version: null };
  const percona = text(build['psmdbVersion']);
  if (percona !== null) return { name: 'Percona Server for MongoDB', own: percona.slice(0, 40), version };
  const places = [...hello.hosts, hello.me ?? ''].map((host) => host.toLowerCase().replace(/:\d+$/, ''));
  const service = SERVICES.find(([suffix]) => places.some((host) => host.endsWith(suffix)));
  if (service !== undefined) return { name: service[1], own: null, version: service[2] ? version : null };
  // The name of every set of that service.
  if (hello.setName === 'globaldb') return { name: 'Azure Cosmos DB', own: null, version: null };
  const enterprise = texts(build['modules']).includes('enterprise');
  return { name: enterprise ? 'MongoDB Enterprise' : 'MongoDB', own: null, version };
}
