import type { ApiVersions } from './answers.ts';
import { API } from './wire.ts';

/** The highest level of the metadata's format that each release knows: by it a broker gives away which one it is of. */
const RELEASES: readonly (readonly [number, string])[] = [
  [27, '4.1'],
  [25, '4.0'],
  [21, '3.9'],
  [20, '3.8'],
  [19, '3.7'],
  [14, '3.6'],
  [11, '3.5'],
  [8, '3.4'],
  [7, '3.3'],
];

/** The release without its last number, which no broker tells; null where it is older than 3.3, or newer than this table. */
export function releaseOf({ features }: ApiVersions): string | null {
  const level = features.get('metadata.version');
  return RELEASES.find(([highest]) => highest === level)?.[1] ?? null;
}

/** `controller`: the port between the nodes that keep the cluster's metadata, which knows no topics. */
export function roleOf({ apis }: ApiVersions): 'broker' | 'controller' | null {
  if (!apis.has(API.apiVersions)) return null;
  if (apis.has(API.metadata) && apis.has(API.fetch)) return 'broker';
  return apis.has(API.fetch) ? 'controller' : null;
}
