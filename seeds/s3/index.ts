import { setTimeout } from 'node:timers/promises';
import { customer } from '../cast.ts';
import type { Store } from './client.ts';

/** What an audit has to find: S3 keeps no count of people. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

const BUCKET = 'shop';
const HOLDER = `arn:aws:s3:::${BUCKET}`;
const CUSTOMERS = 30;
const CAMERAS = 12;

const everybody = (bucketActions: readonly string[], objectActions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    ...(bucketActions.length === 0 ? [] : [allow(bucketActions, HOLDER)]),
    allow(objectActions, `${HOLDER}/*`),
  ],
});

function allow(actions: readonly string[], ...resources: readonly string[]) {
  return { Effect: 'Allow', Principal: { AWS: ['*'] }, Action: actions, Resource: resources };
}

/** What MinIO's client writes for `mc anonymous set public`. */
const PUBLIC = everybody(
  ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
  ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
);

interface Plan {
  readonly objects: ReadonlyMap<string, string>;
  /** Kinds of objects that an audit has to tell apart. */
  readonly kinds: number;
  readonly policy?: object;
  /** How many of the objects an audit can find, where it is not all of them. */
  readonly seen?: number;
  /** Until the servers of volumes have told the master what they hold. */
  readonly wait?: number;
}

const HEARTBEATS_MILLISECONDS = 15_000;

const SEEDS = {
  files: () => ({ ...files(), policy: PUBLIC }),
  /** No policy: the server's own keys, or none, decide. */
  bare: () => files(),
  /** Kept from visitors, or not listed to them. */
  unlisted: () => ({ ...files(), seen: 0, kinds: 0 }),
  volumes: () => ({ ...files(), kinds: 1, wait: HEARTBEATS_MILLISECONDS }),
  read: () => ({ ...files(), policy: everybody(['s3:ListBucket'], ['s3:GetObject']) }),
  everything: () => ({
    ...files(),
    policy: { Version: '2012-10-17', Statement: [allow(['s3:*'], HOLDER, `${HOLDER}/*`)] },
  }),
  /** An object can be read by whoever knows its name, and none is listed. */
  object: () => ({ ...files(), policy: everybody([], ['s3:GetObject']), seen: 1, kinds: 1 }),
  empty: () => ({ objects: new Map(), kinds: 1, policy: PUBLIC }),
  ransom: () => ({
    objects: new Map([['READ_ME_TO_RECOVER.txt', 'write to recover@example.com']]),
    kinds: 1,
    policy: PUBLIC,
  }),
} as const satisfies Record<string, () => Plan>;

export type Variant = keyof typeof SEEDS;

export async function seed(store: Store, variant: Variant): Promise<Truth> {
  const plan: Plan = SEEDS[variant]();
  await store.send('PUT', `/${BUCKET}`);
  for (const [key, body] of plan.objects) await store.send('PUT', `/${BUCKET}/${key}`, body, metadataOf(key));
  if (plan.policy !== undefined) await store.send('PUT', `/${BUCKET}?policy`, JSON.stringify(plan.policy));
  if (plan.wait !== undefined) await setTimeout(plan.wait);
  return { records: plan.seen ?? plan.objects.size, collections: plan.kinds, people: null };
}

/** Removes all that `seed` wrote. */
export async function wipe(store: Store): Promise<void> {
  for (const key of keysIn(await store.send('GET', `/${BUCKET}?list-type=2`))) {
    await store.send('DELETE', `/${BUCKET}/${key}`);
  }
  await store.send('DELETE', `/${BUCKET}`);
}

export function keysIn(listing: string): string[] {
  return [...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
}

/** What its owner noted with an object of a customer. */
function metadataOf(key: string): Record<string, string> {
  const number = /^customers\/(\d+)\.json$/.exec(key)?.[1];
  return number === undefined ? {} : { 'x-amz-meta-owner-email': customer(Number(number)).owner_email };
}

function files(): Plan {
  const objects = new Map<string, string>();
  for (let index = 0; index < CUSTOMERS; index += 1) {
    objects.set(`customers/${index}.json`, JSON.stringify(customer(index)));
  }
  for (let index = 0; index < CAMERAS; index += 1) objects.set(`cameras/${index}/snapshot-1.jpg`, `made up ${index}`);
  objects.set('report.csv', 'user_id,owner_email\n1,a@example.com\n');
  return { objects, kinds: 3 };
}
