import { highest, type Level } from '../../model/access.ts';
import type { HttpReply } from '../../model/channel.ts';
import { type Answer, type Bucket, isObject, type Listing, readAnswer, readGrants, readListing } from './answers.ts';
import { pathOf, type S3Channel } from './requests.ts';
import { grantedByList, grantedByPolicy } from './rights.ts';

/** A bucket that is asked about: by its name, or as the one that the target’s path names. */
export interface Place extends Bucket {
  readonly here: boolean;
}

type Question = 'list' | 'acl' | 'policy' | 'uploads' | 'keys' | 'folders';

export async function askOf(channel: S3Channel, { here, name }: Place, question: Question): Promise<Answer> {
  return readAnswer(here ? await channel.ask(`${question}-here`) : await channel.ask(question, { bucket: name }));
}

/** The object behind a key, without its bytes; null where it is none, or its key cannot stand in a path. */
export async function headOf(channel: S3Channel, { here, name }: Place, key: string): Promise<HttpReply | null> {
  const path = pathOf([...(here ? [] : [name]), ...key.split('/')]);
  if (path === null) return null;
  const reply = await channel.ask(`head-${path.depth}`, path.params);
  return isObject(reply) ? reply : null;
}

/** What questions about one bucket showed. */
export interface Tried {
  readonly place: Place;
  readonly listing: Listing | null;
  readonly listed: number;
  /** The exchange in which an object of it could be read. */
  readonly read: number | null;
  readonly refused: boolean;
  readonly missing: boolean;
  readonly said: string;
}

/** At most so many objects are tried for the proof. */
const TRIES = 3;

export async function tryBucket(channel: S3Channel, place: Place): Promise<Tried> {
  const answer = await askOf(channel, place, 'list');
  const listing = readListing(answer);
  let read: number | null = null;
  for (const key of [...(listing?.objects.keys() ?? [])].filter((name) => !name.endsWith('/')).slice(0, TRIES)) {
    read = (await headOf(channel, place, key))?.exchange ?? null;
    if (read !== null) break;
  }
  const { meaning, exchange, said } = answer;
  return {
    place,
    listing,
    listed: exchange,
    read,
    refused: meaning === 'refused',
    missing: meaning === 'missing',
    said,
  };
}

export interface Rights {
  readonly level: Level;
  /** The bucket’s own words about rights were shown. */
  readonly exchanges: readonly number[];
  /** Uploads that are under way are listed. */
  readonly uploads: number | null;
}

/** What the bucket itself says that everybody may do with it. */
export async function takeRights(channel: S3Channel, place: Place): Promise<Rights> {
  const acl = await askOf(channel, place, 'acl');
  const grants = readGrants(acl);
  const reply = place.here ? await channel.ask('policy-here') : await channel.ask('policy', { bucket: place.name });
  const byPolicy = reply.ok && reply.status === 200 ? grantedByPolicy(reply.json()) : null;
  const uploads = await askOf(channel, place, 'uploads');
  const listed = uploads.meaning === 'open' && uploads.xml?.name === 'ListMultipartUploadsResult';
  return {
    level: highest(grants === null ? 'none' : grantedByList(grants), byPolicy ?? 'none'),
    exchanges: [...(grants === null ? [] : [acl.exchange]), ...(byPolicy === null ? [] : [reply.exchange])],
    uploads: listed ? uploads.exchange : null,
  };
}
