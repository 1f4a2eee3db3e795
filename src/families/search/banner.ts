import type { HttpReply } from '../../model/channel.ts';
import { at, bag, text } from '../../wire/json.ts';

/** What `GET /` says, read field by field. */
export interface Banner {
  readonly number: string;
  readonly distribution: string | null;
  readonly buildFlavor: string | null;
  readonly buildType: string | null;
  readonly luceneVersion: string | null;
  readonly clusterName: string | null;
  readonly clusterUuid: string | null;
  readonly nodeName: string | null;
  readonly tagline: string | null;
  /** `X-Elastic-Product: Elasticsearch`, sent from 7.14 on. */
  readonly productHeader: boolean;
}

const NUMBER = /^\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+.][\w.+-]{1,40})?$/;

/** The banner, or null where the answer has not its shape: 200, JSON, a version number and a tagline. */
export function readBanner(reply: HttpReply): Banner | null {
  if (reply.status !== 200) return null;
  const json = reply.json();
  const version = bag(at(json, 'version'));
  const number = text(at(version ?? undefined, 'number'));
  const tagline = text(at(json, 'tagline'));
  if (version === null || number === null || !NUMBER.test(number) || tagline === null) return null;
  const said = (...path: string[]) => text(at(json, ...path));
  return {
    number,
    distribution: said('version', 'distribution'),
    buildFlavor: said('version', 'build_flavor'),
    buildType: said('version', 'build_type'),
    luceneVersion: said('version', 'lucene_version'),
    clusterName: said('cluster_name'),
    clusterUuid: knownUuid(said('cluster_uuid')),
    nodeName: said('name'),
    tagline,
    productHeader: hasProductHeader(reply),
  };
}

export function hasProductHeader(reply: HttpReply): boolean {
  return reply.headers['x-elastic-product'] === 'Elasticsearch';
}

/** `_na_` is what a node says that has not joined a cluster: no identity. */
function knownUuid(uuid: string | null): string | null {
  return uuid === null || uuid === '_na_' || uuid === '' ? null : uuid;
}

const ELASTICSEARCH_TAGLINE = 'You Know, for Search';
const OPENSEARCH_TAGLINE = 'The OpenSearch Project: https://opensearch.org/';

export type Product = 'elasticsearch' | 'opensearch' | 'fork';

/**
 * Whose banner it is. OpenSearch names its distribution, and in compatibility mode keeps its tagline; Elasticsearch has the
 * product header from 7.14. A number that no Elasticsearch carried with that Lucene is OpenSearch passing for 7.10.2.
 */
export function productOf(banner: Banner): Product | null {
  if (banner.distribution === 'opensearch' || banner.tagline === OPENSEARCH_TAGLINE) return 'opensearch';
  if (banner.distribution !== null) return 'fork';
  if (banner.productHeader) return 'elasticsearch';
  if (banner.tagline !== ELASTICSEARCH_TAGLINE) return null;
  return looksLikeCompatibility(banner) ? 'opensearch' : 'elasticsearch';
}

/** True where OpenSearch gives itself out as 7.10.2 (`compatibility.override_main_response_version`). */
export function isCompatibility(banner: Banner): boolean {
  return banner.tagline === OPENSEARCH_TAGLINE ? banner.distribution === null : looksLikeCompatibility(banner);
}

/** Elasticsearch 7.10.2 is built on Lucene 8.7.0; OpenSearch 1 on 8.8 to 8.10, 2 on 9, 3 on 10. */
function looksLikeCompatibility({ number, luceneVersion }: Banner): boolean {
  return number === '7.10.2' && luceneVersion !== null && !luceneVersion.startsWith('8.7.');
}

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export function parseVersion(number: string | null): Version | null {
  const parts = /^(\d{1,4})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(number ?? '');
  return parts === null ? null : { major: Number(parts[1]), minor: Number(parts[2]), patch: Number(parts[3] ?? 0) };
}

/** False where the version is not known. */
export function isBefore(version: Version | null, major: number, minor = 0): boolean {
  return version !== null && (version.major < major || (version.major === major && version.minor < minor));
}

/** The version of the Elasticsearch interface that is spoken: OpenSearch 1 to 3 speak that of 7.10. */
export function spokenVersion(engine: string, number: string | null): Version | null {
  return engine === 'opensearch' ? { major: 7, minor: 10, patch: 2 } : parseVersion(number);
}
