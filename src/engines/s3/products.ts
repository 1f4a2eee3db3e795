import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { textAt } from '../../wire/xml.ts';
import { xmlOf } from './answers.ts';

/** Servers that speak S3, by what stands in their `Server` header. */
const PRODUCTS: readonly (readonly [RegExp, string])[] = [
  [/^MinIO(?:\/|$)/i, 'MinIO'],
  [/^SeaweedFS(?: |$)/, 'SeaweedFS'],
  [/^AmazonS3$/, 'Amazon S3'],
  [/^Ceph(?: |$|\/)/i, 'Ceph'],
  [/^Garage(?: |$|\/)/i, 'Garage'],
];

export function productOf(reply: Reply | Failure): string {
  const server = serverOf(reply);
  return PRODUCTS.find(([pattern]) => pattern.test(server))?.[1] ?? 'S3';
}

function serverOf(reply: Reply | Failure): string {
  return reply.ok && reply.kind === 'http' ? (reply.headers['server'] ?? '') : '';
}

/** MinIO’s releases are days, and are told as such: `2020.1.3`. It told them up to the middle of 2020; SeaweedFS still does. */
export function versionIn(words: string): string | null {
  const seaweed = /^SeaweedFS (?:Filer |Volume )?\d{1,6}GB (\d{1,3}\.\d{1,4})(?: [\w.-]{1,40})?$/.exec(words);
  if (seaweed !== null) return seaweed[1] ?? null;
  const day = /^MinIO\/RELEASE\.(\d{4})-(\d\d)-(\d\d)T\d\d-\d\d-\d\dZ/.exec(words);
  return day === null ? null : [day[1], day[2], day[3]].map(Number).join('.');
}

/** XML that S3 answers a question about a service, a bucket or an object with. */
const ROOTS = new Set(['ListAllMyBucketsResult', 'ListBucketResult']);
const CODES =
  /^(?:AccessDenied|NoSuchBucket|NoSuchKey|AllAccessDisabled|InvalidAccessKeyId|InvalidBucketName|InvalidRequest|MethodNotAllowed|SlowDown|ServiceUnavailable|InternalError|PermanentRedirect|AuthorizationHeaderMalformed|XMinioServerNotInitialized)$/;

/** A whole answer of S3 with the header that all of its kin number their answers by. */
export function claimByAnswer(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const server = serverOf(reply);
  const xml = xmlOf(reply);
  if (xml === undefined) return claimByPage(reply, server);
  const own = xml.name === 'Error' ? CODES.test(textAt(xml, 'Code') ?? '') : ROOTS.has(xml.name);
  const known = 'x-amz-request-id' in reply.headers || productOf(reply) !== 'S3';
  return own && known ? claim('s3', versionIn(server), 'an answer of S3') : null;
}

/** SeaweedFS’s other servers, and MinIO’s console, by what they call themselves on their first page. */
function claimByPage(reply: HttpReply, server: string): Claim | null {
  if (reply.status !== 200 || reply.mediaType !== 'text/html') return null;
  if (server === 'MinIO Console') return claim('console', null, 'its name in a header');
  const title = /<title>([^<]{1,80})<\/title>/.exec(reply.text().slice(0, 2_000))?.[1]?.trim() ?? '';
  if (/^SeaweedFS Filer(?: |$)/.test(title)) {
    return server.startsWith('SeaweedFS ')
      ? claim('filer', versionIn(title), 'its page, and its name in a header')
      : null;
  }
  const version = versionIn(title);
  return version === null ? null : claim('master', version, 'its page');
}

function claim(role: string, version: string | null, because: string): Claim {
  return { engine: 's3', confidence: 'certain', version, because, role };
}
