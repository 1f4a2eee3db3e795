import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'metadata',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** One object, by the segments of its key; the bucket comes first where the target names none. */
const head = {
  kind: 'http',
  method: 'HEAD',
  safety: 'count',
  from: 'access',
  maxBytes: 16 * 1024,
  why: 'whether an object can be read: the same right as for its bytes, and none of them is sent; and the names of its metadata',
} as const satisfies Partial<HttpRequest>;

const part = {
  kind: 'http',
  method: 'GET',
  headers: { range: 'bytes=0-65535' },
  safety: 'sample',
  from: 'inventory',
  maxBytes: 128 * 1024,
  why: 'the first 64 KiB of an object, classified in memory and forgotten; only with --sample',
} as const satisfies Partial<HttpRequest>;

const folder = {
  ...get,
  headers: { accept: 'application/json' },
  query: { limit: '200' },
  maxBytes: 1024 * 1024,
  why: 'at SeaweedFS’s filer: names of files and folders, 200 at most, without their contents',
} as const satisfies Partial<HttpRequest>;

/** Keys of a page, the most that S3 gives. */
export const PAGE = 1_000;

const first = {
  ...get,
  query: { 'list-type': '2', 'max-keys': '5' },
  why: 'whether the objects of a bucket are listed, by five of them',
} as const satisfies Partial<HttpRequest>;

const keys = {
  ...get,
  from: 'inventory',
  query: { 'list-type': '2', 'max-keys': String(PAGE) },
  maxBytes: 2 * 1024 * 1024,
  why: 'names and sizes of a bucket’s first thousand objects, to be counted by what they begin with',
} as const satisfies Partial<HttpRequest>;

const folders = {
  ...get,
  from: 'inventory',
  query: { 'list-type': '2', 'max-keys': String(PAGE), delimiter: '/' },
  maxBytes: 2 * 1024 * 1024,
  why: 'what lies at the top of a bucket that holds more than that',
} as const satisfies Partial<HttpRequest>;

const below = {
  ...keys,
  query: { ...keys.query, prefix: '{prefix}' },
  why: 'the same of one folder at the top: a thousand at most, so that each is seen in part',
} as const satisfies Partial<HttpRequest>;

const acl = {
  ...get,
  safety: 'identify',
  query: { acl: '' },
  why: 'whether the bucket’s own list of rights is shown to a visitor, and what it gives to everybody',
} as const satisfies Partial<HttpRequest>;

const policy = {
  ...get,
  safety: 'identify',
  query: { policy: '' },
  why: 'the same of the bucket’s policy',
} as const satisfies Partial<HttpRequest>;

const uploads = {
  ...get,
  safety: 'identify',
  query: { uploads: '', 'max-uploads': '1' },
  why: 'whether uploads that are under way are listed: a right that is mostly given together with that to upload',
} as const satisfies Partial<HttpRequest>;

/** Without a bucket in the path: where the target names the bucket. */
const HERE = '';
const NAMED = '/{bucket}';

export const s3Requests = {
  root: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/',
    why: 'whose words these are; the names of buckets where they are listed to a visitor',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/{control}',
    query: { 'list-type': '2', 'max-keys': '1' },
    why: 'the control: a bucket (or an object of a named bucket) that cannot exist has to be missing or refused, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  buckets: {
    ...get,
    path: '/',
    query: { 'max-buckets': '1000' },
    why: 'names of the buckets, which most servers list to nobody without a key',
    maxBytes: 512 * 1024,
  },
  named: {
    ...head,
    path: HERE,
    why: 'where the target names a bucket or an object: which of them it is, and whether it is there for a visitor',
  },
  list: { ...first, path: NAMED },
  'list-here': { ...first, path: HERE },
  acl: { ...acl, path: NAMED },
  'acl-here': { ...acl, path: HERE },
  policy: { ...policy, path: NAMED },
  'policy-here': { ...policy, path: HERE },
  uploads: { ...uploads, path: NAMED },
  'uploads-here': { ...uploads, path: HERE },
  keys: { ...keys, path: NAMED },
  'keys-here': { ...keys, path: HERE },
  folders: { ...folders, path: NAMED },
  'folders-here': { ...folders, path: HERE },
  below: { ...below, path: NAMED },
  'below-here': { ...below, path: HERE },
  'head-1': { ...head, path: '/{a}' },
  'head-2': { ...head, path: '/{a}/{b}' },
  'head-3': { ...head, path: '/{a}/{b}/{c}' },
  'head-4': { ...head, path: '/{a}/{b}/{c}/{d}' },
  'head-5': { ...head, path: '/{a}/{b}/{c}/{d}/{e}' },
  'part-1': { ...part, path: '/{a}' },
  'part-2': { ...part, path: '/{a}/{b}' },
  'part-3': { ...part, path: '/{a}/{b}/{c}' },
  'part-4': { ...part, path: '/{a}/{b}/{c}/{d}' },
  'part-5': { ...part, path: '/{a}/{b}/{c}/{d}/{e}' },
  'filer-0': { ...folder, path: '/' },
  'filer-1': { ...folder, path: '/{a}/' },
  'filer-2': { ...folder, path: '/{a}/{b}/' },
  'filer-3': { ...folder, path: '/{a}/{b}/{c}/' },
  'filer-4': { ...folder, path: '/{a}/{b}/{c}/{d}/' },
  topology: {
    ...get,
    path: '/dir/status',
    why: 'at SeaweedFS’s master: names of collections, which are its buckets, and where its volumes lie',
    maxBytes: 1024 * 1024,
  },
  volumes: {
    ...get,
    safety: 'count',
    from: 'inventory',
    path: '/vol/status',
    why: 'the same with how many files each volume holds, as its servers last told the master',
    maxBytes: 4 * 1024 * 1024,
  },
  login: {
    ...get,
    safety: 'identify',
    path: '/api/v1/login',
    why: 'at MinIO’s console: which kind of login it asks for',
    maxBytes: 64 * 1024,
  },
  session: {
    ...get,
    safety: 'identify',
    path: '/api/v1/session',
    why: 'at MinIO’s console: that a visitor without a session is refused',
    maxBytes: 64 * 1024,
  },
} as const satisfies RequestTable;

export type S3Table = typeof s3Requests;
export type S3Channel = Channel<S3Table>;

const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const;

/** The parameters that segments are; null where there are too many, or one that cannot stand in a path. */
export function pathOf(
  segments: readonly string[],
): { depth: 1 | 2 | 3 | 4 | 5; params: Record<string, string> } | null {
  const depth = segments.length;
  if (depth !== 1 && depth !== 2 && depth !== 3 && depth !== 4 && depth !== 5) return null;
  if (!segments.every((segment) => /^[A-Za-z0-9.][^*,/\\]{0,200}$/.test(segment) && !/^\.+$/.test(segment)))
    return null;
  return { depth, params: Object.fromEntries(segments.map((segment, index) => [LETTERS[index] ?? 'a', segment])) };
}
