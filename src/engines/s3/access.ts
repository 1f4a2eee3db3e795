import { highest } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { isObject, readAnswer, readBuckets } from './answers.ts';
import { type Place, type Rights, type Tried, takeRights, tryBucket } from './buckets.ts';
import { climbConsole, climbFiler, climbMaster } from './doors.ts';
import { capabilitiesOf, proofsOf } from './facts.ts';
import { productOf } from './products.ts';
import type { S3Channel } from './requests.ts';

/** So many buckets are tried for the proof, and asked about their rights. */
const TRIES = 5;

export async function climb(channel: S3Channel, context: ProbeContext): Promise<AccessFacts> {
  const { role } = context.claim;
  if (role === 'filer') return climbFiler(channel, context);
  if (role === 'master') return climbMaster(channel, context);
  if (role === 'console') return climbConsole(channel, context);
  return climbS3(channel, context);
}

/** What the questions showed, whether the target names a bucket or none. */
interface Shown {
  /** Who the server says that we are; null where it did not say. */
  readonly owner: string | null;
  /** Buckets that were listed; null where they were not. */
  readonly buckets: number | null;
  readonly listed: readonly number[];
  readonly tried: readonly Tried[];
  /** An object that the target itself names can be read. */
  readonly object: number | null;
  readonly refusals: readonly number[];
  /** Why nothing follows, where nothing does. */
  readonly said: string | null;
}

async function climbS3(channel: S3Channel, context: ProbeContext): Promise<AccessFacts> {
  const root = await channel.ask('root');
  const product = productOf(root);
  const control = readAnswer(await channel.ask('control', { control: context.tokens.control }));
  const honeypot = control.meaning === 'open';
  const stopped = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const named = channel.endpoint.path !== '/';
  const shown = stopped ? NOTHING : named ? await tryNamed(channel) : await tryAll(channel);
  // It answers for a server that knows no keys: nobody is asked who they are, and there are no rights to be told apart.
  const absent = shown.owner === '' && product === 'SeaweedFS';
  const listings = shown.tried.filter(({ listing }) => listing !== null);
  const rights: Rights[] = [];
  if (!absent) for (const { place } of listings.slice(0, TRIES)) rights.push(await takeRights(channel, place));
  const reads = [...(shown.object === null ? [] : [shown.object]), ...listings.flatMap(({ read }) => read ?? [])];
  const lists = [...shown.listed, ...listings.map(({ listed }) => listed)];
  const proved = provedLevel(['banner', true], ['metadata', lists.length > 0], ['read', reads.length > 0]);
  const refusals = [...new Set([...(control.meaning === 'refused' ? [control.exchange] : []), ...shown.refusals])];
  const exposed = proved !== 'banner';
  const unknown = honeypot || (!exposed && refusals.length === 0);
  const inferred = exposed ? highest(proved, absent ? 'admin' : 'none', ...rights.map(({ level }) => level)) : proved;
  const uploads = rights.flatMap((right) => right.uploads ?? []);
  return {
    service: { engine: 's3', version: context.claim.version, identity: {}, name: product === 'S3' ? null : product },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : inferred,
      capabilities: capabilitiesOf(proved, inferred),
      protection: refusals.length > 0 ? 'authentication' : null,
      securityLayer: absent ? 'absent' : refusals.length > 0 || shown.owner === 'anonymous' ? 'present' : 'unknown',
      anonymous: shown.owner === 'anonymous' ? { user: 'anonymous', roles: [] } : null,
      filtered: exposed && (refusals.length > 0 || shown.owner === 'anonymous'),
      control: honeypot ? 'failed' : stopped ? 'not-asked' : 'passed',
      reason: honeypot ? HONEYPOT : unknown ? reasonOf(shown, control.said, named) : null,
    },
    settings: {
      role: 's3',
      product,
      buckets: shown.buckets,
      openBuckets: listings.length,
      bucketNamed: named,
      uploadsListed: uploads.length,
    },
    proofs: proofsOf({
      banner: [root.exchange],
      control: [control.exchange],
      'list-collections': lists,
      'count-records': reads,
      privileges: rights.flatMap(({ exchanges }) => exchanges),
      'security-layer': absent ? shown.listed : [],
      uploads,
      refusal: refusals.slice(0, 3),
    }),
    notes: named || shown.buckets !== null ? [] : [UNLISTED],
  };
}

const HONEYPOT =
  'a page for everything or a honeypot: a bucket or object of a random name, which cannot exist, is there';
const UNLISTED =
  'buckets are not listed to visitors; one that is known by name can be open all the same, and is audited as http://HOST:PORT/BUCKET/';
const NOTHING: Shown = { owner: null, buckets: null, listed: [], tried: [], object: null, refusals: [], said: null };

function reasonOf({ said, owner }: Shown, control: string, named: boolean): string {
  if (!named && owner !== null)
    return 'it lists no bucket to a visitor and refused nothing: whether one that is known by name is open, its name in the target’s path would show';
  return `neither data nor a refusal was seen: ${escapeText(said ?? control, 120)}`;
}

/** The target names a bucket, or an object of one: its own name tells which. */
async function tryNamed(channel: S3Channel): Promise<Shown> {
  const reply = await channel.ask('named');
  if (isObject(reply)) return { ...NOTHING, object: reply.exchange };
  const segments = channel.endpoint.path.split('/').filter((segment) => segment !== '');
  const there = readAnswer(reply);
  const refusals = there.meaning === 'refused' ? [there.exchange] : [];
  // What lies below a bucket is an object, and this one is not there or not for us.
  if (segments.length > 1) return { ...NOTHING, refusals, said: there.said };
  const tried = await tryBucket(channel, { name: segments[0] ?? '', created: null, here: true });
  return {
    ...NOTHING,
    tried: [tried],
    refusals: [...refusals, ...(tried.refused ? [tried.listed] : [])],
    said: tried.missing ? 'there is no bucket of that name' : tried.said,
  };
}

async function tryAll(channel: S3Channel): Promise<Shown> {
  const answer = readAnswer(await channel.ask('buckets'));
  const told = readBuckets(answer);
  if (told === null) {
    return { ...NOTHING, refusals: answer.meaning === 'refused' ? [answer.exchange] : [], said: answer.said };
  }
  const tried: Tried[] = [];
  for (const bucket of told.buckets) {
    if (tried.length >= TRIES || tried.some(({ read }) => read !== null)) break;
    tried.push(await tryBucket(channel, { ...bucket, here: false } satisfies Place));
  }
  // Some servers list nothing, in peace, to those whom they let see nothing.
  const allowed = told.buckets.length > 0 || told.owner !== 'anonymous';
  return {
    ...NOTHING,
    owner: told.owner,
    buckets: told.buckets.length,
    listed: allowed ? [answer.exchange] : [],
    tried,
    refusals: tried.filter(({ refused }) => refused).map(({ listed }) => listed),
  };
}
