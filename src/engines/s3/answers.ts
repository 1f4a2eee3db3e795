import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import { elementAt, elementsOf, parseXml, textAt, type XmlElement } from '../../wire/xml.ts';

/**
 * What an answer means. `refused`: a key or a right is wanted. `missing`: no such bucket, object or setting. `busy`: ask no more.
 * `odd`: anything else that S3 says, or somebody else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  /** The root of the XML that came, where it was XML. */
  readonly xml: XmlElement | undefined;
  /** S3’s own word for what is wrong. */
  readonly code: string | null;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

const REFUSALS = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'MissingSecurityHeader',
  'MissingAuthenticationToken',
  'InvalidToken',
  'AccountProblem',
]);
const MISSING = /^(?:NoSuch[A-Za-z]{1,60}|[A-Za-z]{1,60}NotFound(?:Error)?)$/;
const BUSY = new Set(['SlowDown', 'ServiceUnavailable', 'XMinioServerNotInitialized', 'TooManyRequests']);

export function readAnswer(reply: Reply | Failure): Answer {
  const { exchange } = reply;
  if (!reply.ok) {
    const meaning = reply.kind === 'stopped' ? 'busy' : 'failed';
    return { meaning, exchange, xml: undefined, code: null, said: reply.message };
  }
  if (reply.kind !== 'http') return { meaning: 'odd', exchange, xml: undefined, code: null, said: 'no HTTP' };
  const xml = xmlOf(reply);
  const code = xml?.name === 'Error' ? textAt(xml, 'Code') : null;
  const said = `HTTP ${reply.status}${code === null ? '' : ` ${code.slice(0, 60)}`}`;
  return { meaning: meaningOf(reply.status, code), exchange, xml, code, said };
}

/** A HEAD has no words: there the status alone says it. */
function meaningOf(status: number, code: string | null): Meaning {
  if (status === 429 || status === 503 || BUSY.has(code ?? '')) return 'busy';
  if (status === 401 || status === 403) return code === null || REFUSALS.has(code) ? 'refused' : 'odd';
  if (REFUSALS.has(code ?? '')) return 'refused';
  if (status === 404) return code === null || MISSING.test(code) ? 'missing' : 'odd';
  return status === 200 && code === null ? 'open' : 'odd';
}

export function xmlOf(reply: HttpReply): XmlElement | undefined {
  const { mediaType } = reply;
  if (mediaType !== null && !/^(?:application|text)\/(?:[\w.-]{1,40}\+)?xml$/.test(mediaType)) return undefined;
  const text = reply.text();
  return text.trimStart().startsWith('<') ? parseXml(text) : undefined;
}

export interface Bucket {
  readonly name: string;
  /** ISO 8601, where the server tells. */
  readonly created: string | null;
}

export interface Buckets {
  readonly buckets: readonly Bucket[];
  /** Who the server takes us for: empty where it asks nobody, `anonymous` where it knows that nobody has said. */
  readonly owner: string;
}

/** Null: it is no list of buckets. */
export function readBuckets({ meaning, xml }: Pick<Answer, 'meaning' | 'xml'>): Buckets | null {
  if (meaning !== 'open' || xml?.name !== 'ListAllMyBucketsResult') return null;
  const buckets = elementsOf(elementAt(xml, 'Buckets'), 'Bucket').flatMap((bucket): Bucket[] => {
    const name = textAt(bucket, 'Name') ?? '';
    return /^[A-Za-z0-9][\w.-]{0,254}$/.test(name)
      ? [{ name, created: instantOf(textAt(bucket, 'CreationDate')) }]
      : [];
  });
  return { buckets, owner: textAt(xml, 'Owner', 'ID') ?? '' };
}

function instantOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) ? text : null;
}

export interface Listing {
  /** Keys and their bytes. */
  readonly objects: ReadonlyMap<string, number>;
  /** With a delimiter: what lies at the top, each with the delimiter at its end. */
  readonly folders: readonly string[];
  readonly more: boolean;
}

/** Null: it is no list of a bucket’s objects. */
export function readListing({ meaning, xml }: Pick<Answer, 'meaning' | 'xml'>): Listing | null {
  if (meaning !== 'open' || xml?.name !== 'ListBucketResult' || textAt(xml, 'Name') === null) return null;
  const objects = elementsOf(xml, 'Contents').flatMap((one): [string, number][] => {
    const key = elementAt(one, 'Key')?.text ?? '';
    const size = textAt(one, 'Size') ?? '';
    return key === '' ? [] : [[key, /^\d{1,15}$/.test(size) ? Number(size) : 0]];
  });
  const folders = elementsOf(xml, 'CommonPrefixes').flatMap((one) => textAt(one, 'Prefix') ?? []);
  return { objects: new Map(objects), folders, more: textAt(xml, 'IsTruncated') === 'true' };
}

/** The group of S3’s lists of rights that everybody is in; the other one needs an account, which anybody can have at AWS. */
const EVERYBODY = /^http:\/\/acs\.amazonaws\.com\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

/** What a bucket’s list of rights gives to everybody: `READ`, `WRITE`, `FULL_CONTROL` …; null where it is no such list. */
export function readGrants({ meaning, xml }: Pick<Answer, 'meaning' | 'xml'>): readonly string[] | null {
  if (meaning !== 'open' || xml?.name !== 'AccessControlPolicy') return null;
  return elementsOf(elementAt(xml, 'AccessControlList'), 'Grant')
    .filter((grant) => EVERYBODY.test(textAt(grant, 'Grantee', 'URI') ?? ''))
    .flatMap((grant) => textAt(grant, 'Permission') ?? []);
}

/** Header, and names of what its owner noted: an object is told by its tag, which a bucket and a page have not. */
export function isObject(reply: Reply | Failure): reply is HttpReply {
  return (
    reply.ok &&
    reply.kind === 'http' &&
    reply.status === 200 &&
    'etag' in reply.headers &&
    'last-modified' in reply.headers
  );
}
