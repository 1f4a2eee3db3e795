/**
 * What speaks S3: MinIO, SeaweedFS, Ceph, Garage and others; and the doors beside it: SeaweedFS's filer and master, MinIO's console.
 *
 * What it sends: the requests of ./requests.ts, all GET and HEAD. Of S3: the list of buckets, lists of objects (at most a thousand
 * keys an answer, a bucket is never listed whole), HEAD of single objects, and what a bucket says of rights (`acl`, `policy`,
 * `uploads`). Which buckets: those that are listed, and the one that the target's path names (`http://host:9000/bucket/`); a
 * path that names an object is asked for by HEAD. No names are tried and no keys are sent. Bytes of objects only with `--sample`.
 * Of the filer: names in its folders, HEAD of one file. Of the master: its topology and volumes; no file number is asked for.
 * What could be written follows from the bucket's own words, or from a server that knows no keys, and is not tried.
 * Wire format: https://docs.aws.amazon.com/AmazonS3/latest/API/, https://github.com/seaweedfs/seaweedfs/wiki/Filer-Server-API and
 * https://github.com/seaweedfs/seaweedfs/wiki/Master-Server-API.
 *
 * **Settings**: `role` (`s3`, `filer`, `master`, `console`), `product`; of S3 `buckets` (listed; null: refused), `openBuckets` (whose
 * objects are listed), `bucketNamed` (by the target), `uploadsListed` (buckets that list uploads under way).
 */
import type { Failure, Reply } from '../../model/channel.ts';
import type { Engine } from '../../model/engine.ts';
import { climb } from './access.ts';
import { takeInventory } from './inventory.ts';
import { claimByAnswer } from './products.ts';
import { type S3Table, s3Requests } from './requests.ts';

export const engine: Engine<S3Table> = {
  id: 's3',
  title: 'S3-compatible storage',
  ports: [
    { port: 9000, transport: 'tcp', tls: 'plain', role: 'S3 (MinIO)' },
    { port: 8333, transport: 'tcp', tls: 'plain', role: 'S3 (SeaweedFS)' },
    { port: 8888, transport: 'tcp', tls: 'plain', role: 'filer (SeaweedFS)' },
    { port: 9333, transport: 'tcp', tls: 'plain', role: 'master (SeaweedFS)' },
    { port: 9001, transport: 'tcp', tls: 'plain', role: 'console (MinIO)' },
  ],
  requests: s3Requests,
  identify: [
    { request: 'root', claim: claimByAnswer },
    {
      request: 'control',
      params: ({ control }) => ({ control }),
      when: ([root]) => wasCut(root),
      claim: claimByAnswer,
    },
  ],
  levels: {
    banner: 'which server, and what it refuses',
    metadata: 'names of buckets are listed, or objects of one; at the master names of collections',
    read: 'an object can be read: HEAD asks for the same right as its bytes',
    write: 'a bucket’s own list of rights or policy lets everybody put or delete objects',
    admin: 'they let everybody change the rights themselves, or the server knows no keys at all',
  },
  tested: 'real server',
  access: climb,
  inventory: takeInventory,
};

/** A long list came: of buckets, or of the objects of the bucket that the target names. */
function wasCut(reply: Reply | Failure | undefined): boolean {
  return reply?.ok === false && reply.kind === 'too-large';
}
