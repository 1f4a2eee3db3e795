import type { Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { at, bag, text } from '../../wire/json.ts';
import { errorType, isIndexMissing } from './answers.ts';
import { hasProductHeader, parseVersion, productOf, readBanner } from './banner.ts';

/** How the answers of the identification tell Elasticsearch, OpenSearch and their forks apart. */
export type SearchEngine = 'elasticsearch' | 'opensearch';

export function isHttp(reply: Reply | Failure | undefined): reply is HttpReply {
  return reply !== undefined && reply.ok && reply.kind === 'http';
}

/** `GET /`: the banner, or a refusal in the words of the engine's own security layer. */
export function claimByRoot(reply: Reply | Failure, engine: SearchEngine): Claim | null {
  if (!isHttp(reply)) return null;
  const banner = readBanner(reply);
  if (banner === null) return claimByRefusal(reply, engine);
  const product = productOf(banner);
  const claim = (confidence: Claim['confidence'], because: string): Claim => ({
    engine,
    confidence,
    version: banner.number,
    because,
    role: 'http',
  });
  if (product === 'fork') {
    return engine === 'elasticsearch'
      ? claim('likely', 'a banner like Elasticsearch’s that names another distribution')
      : null;
  }
  if (product !== engine) return null;
  if (engine === 'opensearch') {
    return claim(
      'certain',
      banner.distribution === null ? 'OpenSearch passing for 7.10.2' : 'the banner names its distribution',
    );
  }
  return claim('certain', banner.productHeader ? 'the banner and the product header' : 'the banner');
}

/** Realms as the security layers announce them in `WWW-Authenticate`. */
const OPENSEARCH_REALM = /^Basic realm="(?:OpenSearch|Open Distro) Security"/i;
const NOT_INITIALIZED = /^(?:OpenSearch|Open Distro|Search Guard) (?:Security )?not initialized/i;

/** A 401, 403 or 503 whose words are one product's. */
export function claimByRefusal(reply: HttpReply, engine: SearchEngine): Claim | null {
  const because = refusalOf(reply);
  if (because === null || because.engine !== engine) return null;
  return { engine, confidence: because.confidence, version: null, because: because.words, role: 'http' };
}

/** The security plugin has no configuration yet, and answers all with 503 in these words. */
export function isNotInitialized(reply: HttpReply): boolean {
  return reply.status === 503 && NOT_INITIALIZED.test(reply.text().slice(0, 200));
}

interface Refusal {
  readonly engine: SearchEngine;
  readonly confidence: Claim['confidence'];
  readonly words: string;
}

function refusalOf(reply: HttpReply): Refusal | null {
  const { status } = reply;
  if (status === 503) {
    if (!isNotInitialized(reply)) return null;
    const engine = reply.text().startsWith('OpenSearch') ? 'opensearch' : 'elasticsearch';
    return { engine, confidence: 'certain', words: 'its security layer says that it is not initialized' };
  }
  if (status !== 401 && status !== 403) return null;
  if (hasProductHeader(reply))
    return { engine: 'elasticsearch', confidence: 'certain', words: 'a refusal with the product header' };
  if (OPENSEARCH_REALM.test(reply.headers['www-authenticate'] ?? '')) {
    return { engine: 'opensearch', confidence: 'certain', words: 'the realm of its security layer' };
  }
  return bySecurityException(reply);
}

/** X-Pack words its refusals with `action [...] is unauthorized` or `missing authentication`; OpenSearch with `no permissions for`. */
function bySecurityException(reply: HttpReply): Refusal | null {
  const json = reply.json();
  if (errorType(json) !== 'security_exception') return null;
  const reason = text(at(json, 'error', 'reason')) ?? '';
  if (reason.startsWith('no permissions for [')) {
    return { engine: 'opensearch', confidence: 'likely', words: 'a refusal in the words of its security layer' };
  }
  if (/^(?:missing authentication |action \[|unable to authenticate )/.test(reason)) {
    return { engine: 'elasticsearch', confidence: 'certain', words: 'a refusal in the words of X-Pack' };
  }
  return { engine: 'elasticsearch', confidence: 'likely', words: 'a security exception' };
}

/** The control question: `index_not_found` in JSON is said by nothing else, even where `/` is hidden. */
export function claimByControl(reply: Reply | Failure, engine: SearchEngine): Claim | null {
  if (!isHttp(reply)) return null;
  if (!isIndexMissing(reply)) return claimByRefusal(reply, engine);
  if (engine === 'opensearch') return null;
  return hasProductHeader(reply)
    ? { engine, confidence: 'certain', version: null, because: 'no such index, with the product header', role: 'http' }
    : { engine, confidence: 'likely', version: null, because: 'no such index, in its words', role: 'http' };
}

/** Whether `/` is hidden, so that node information has to tell the two apart: something said `no such index`, or refused in their way. */
export function wantsHiddenVersion(earlier: readonly (Reply | Failure)[]): boolean {
  const banners = earlier.some((reply) => isHttp(reply) && readBanner(reply) !== null);
  return !banners && earlier.some((reply) => isHttp(reply) && (isIndexMissing(reply) || refusalOf(reply) !== null));
}

/** Both name a build type (Elasticsearch since 6.3), and Elasticsearch a build flavor as well; older ones name neither. */
export function claimByNode(reply: Reply | Failure, engine: SearchEngine): Claim | null {
  if (!isHttp(reply) || reply.status !== 200) return null;
  const nodes = bag(at(reply.json(), 'nodes'));
  const node = nodes === null ? undefined : Object.values(nodes)[0];
  const version = text(at(node, 'version'));
  if (parseVersion(version) === null) return null;
  const isOpenSearch = text(at(node, 'build_type')) !== null && text(at(node, 'build_flavor')) === null;
  const owner: SearchEngine = isOpenSearch ? 'opensearch' : 'elasticsearch';
  return owner === engine
    ? { engine, confidence: 'certain', version, because: 'node information', role: 'http' }
    : null;
}
