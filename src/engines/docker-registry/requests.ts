import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'metadata',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

const tags = {
  ...get,
  query: { n: '1000' },
  maxBytes: 512 * 1024,
  why: 'names of a repository’s tags, a thousand at most where the registry takes that bound',
} as const satisfies Partial<HttpRequest>;

/** All forms of manifests, so that none is made into another for us. */
const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ');

const manifest = {
  kind: 'http',
  method: 'HEAD',
  headers: { accept: MANIFESTS },
  safety: 'count',
  from: 'access',
  maxBytes: 16 * 1024,
  why: 'whether an image can be pulled: the same right, and only the digest of its manifest is sent',
} as const satisfies Partial<HttpRequest>;

const content = {
  ...get,
  headers: { accept: MANIFESTS },
  safety: 'sample',
  from: 'inventory',
  why: 'which blob holds the settings of an image; only with --sample',
} as const satisfies Partial<HttpRequest>;

const config = {
  ...get,
  safety: 'sample',
  from: 'inventory',
  why: 'the settings of an image, classified in memory and forgotten: its environment, where secrets lie; only with --sample',
} as const satisfies Partial<HttpRequest>;

/** Repositories the most of which are asked about by one answer. */
export const PAGE = 1_000;

export const registryRequests = {
  base: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/v2/',
    why: 'whether it is a registry, and whether it asks for a login',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'identify',
    path: '/v2/{control}/tags/list',
    why: 'the control: a repository that cannot exist has to be unknown or refused, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  catalog: {
    ...get,
    path: '/v2/_catalog',
    query: { n: String(PAGE) },
    why: 'names of the repositories, a thousand at most',
    maxBytes: 512 * 1024,
  },
  'tags-1': { ...tags, path: '/v2/{a}/tags/list' },
  'tags-2': { ...tags, path: '/v2/{a}/{b}/tags/list' },
  'tags-3': { ...tags, path: '/v2/{a}/{b}/{c}/tags/list' },
  'tags-4': { ...tags, path: '/v2/{a}/{b}/{c}/{d}/tags/list' },
  'manifest-1': { ...manifest, path: '/v2/{a}/manifests/{tag}' },
  'manifest-2': { ...manifest, path: '/v2/{a}/{b}/manifests/{tag}' },
  'manifest-3': { ...manifest, path: '/v2/{a}/{b}/{c}/manifests/{tag}' },
  'manifest-4': { ...manifest, path: '/v2/{a}/{b}/{c}/{d}/manifests/{tag}' },
  'content-1': { ...content, path: '/v2/{a}/manifests/{tag}' },
  'content-2': { ...content, path: '/v2/{a}/{b}/manifests/{tag}' },
  'content-3': { ...content, path: '/v2/{a}/{b}/{c}/manifests/{tag}' },
  'content-4': { ...content, path: '/v2/{a}/{b}/{c}/{d}/manifests/{tag}' },
  'config-1': { ...config, path: '/v2/{a}/blobs/{digest}' },
  'config-2': { ...config, path: '/v2/{a}/{b}/blobs/{digest}' },
  'config-3': { ...config, path: '/v2/{a}/{b}/{c}/blobs/{digest}' },
  'config-4': { ...config, path: '/v2/{a}/{b}/{c}/{d}/blobs/{digest}' },
} as const satisfies RequestTable;

export type RegistryTable = typeof registryRequests;
export type RegistryChannel = Channel<RegistryTable>;

const LETTERS = ['a', 'b', 'c', 'd'] as const;

/** A repository as its requests name it; null where its name has too many parts, or is none that a registry gives. */
export interface Repository {
  readonly name: string;
  readonly depth: 1 | 2 | 3 | 4;
  readonly params: Readonly<Record<string, string>>;
}

export function repositoryOf(name: string): Repository | null {
  const parts = name.split('/');
  const depth = parts.length;
  if (depth !== 1 && depth !== 2 && depth !== 3 && depth !== 4) return null;
  if (!parts.every((part) => /^[a-z0-9][a-z0-9._-]{0,127}$/.test(part))) return null;
  return { name, depth, params: Object.fromEntries(parts.map((part, index) => [LETTERS[index] ?? 'a', part])) };
}
