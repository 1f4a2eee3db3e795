import { expect, test } from 'vitest';
import { productOf, readBanner } from '../../../../src/families/search/banner.ts';
import { claimByControl, claimByNode, claimByRoot, wantsHiddenVersion } from '../../../../src/families/search/index.ts';
import type { HttpReply } from '../../../../src/model/channel.ts';
import type { Json } from '../../../../src/model/request.ts';
import { type FakeAnswer, replyOf } from '../../../kit/fake-channel.ts';

const ES = 'You Know, for Search';
const OS = 'The OpenSearch Project: https://opensearch.org/';
const banner = (version: Json, tagline = ES): FakeAnswer => ({ status: 200, json: { version, tagline } });

test.each([
  ['Elasticsearch 0.90', banner({ number: '0.90.13', lucene_version: '4.6' }), 'elasticsearch'],
  ['Elasticsearch without its product header', banner({ number: '8.4.3', lucene_version: '9.3.0' }), 'elasticsearch'],
  ['Elasticsearch 7.10.2', banner({ number: '7.10.2', lucene_version: '8.7.0' }), 'elasticsearch'],
  ['OpenSearch', banner({ number: '2.19.1', distribution: 'opensearch' }, OS), 'opensearch'],
  ['OpenSearch passing for 7.10.2', banner({ number: '7.10.2', lucene_version: '9.7.0' }, OS), 'opensearch'],
  [
    'OpenSearch passing for 7.10.2 with a tagline of its own',
    banner({ number: '7.10.2', lucene_version: '9.7.0' }),
    'opensearch',
  ],
  ['a fork that names itself', banner({ number: '7.10.2', distribution: 'easysearch' }), 'fork'],
  ['something else with a version', banner({ number: '1.0.0' }, 'Time to relax'), null],
])('%s is told', (_, answer, product) => {
  const read = readBanner(replyOf(answer) as HttpReply);
  expect(read === null ? null : productOf(read)).toBe(product);
});

test.each<FakeAnswer>([
  { status: 200, text: `<html>${ES}</html>` },
  { status: 200, json: { tagline: ES } },
  { status: 200, json: { version: { number: 'eight' }, tagline: ES } },
  { status: 404, json: { version: { number: '8.4.3' }, tagline: ES } },
])('%j is no banner', (answer) => {
  expect(readBanner(replyOf(answer) as HttpReply)).toBeNull();
});

test('refusals are told by the words and realms of the security layers', () => {
  const xpack: FakeAnswer = {
    status: 401,
    json: { error: { type: 'security_exception', reason: 'missing authentication credentials for REST request [/]' } },
  };
  const opensearch: FakeAnswer = {
    status: 401,
    text: 'Unauthorized',
    headers: { 'www-authenticate': 'Basic realm="OpenSearch Security"' },
  };
  const proxy: FakeAnswer = {
    status: 401,
    text: '<html>',
    headers: { 'www-authenticate': 'Basic realm="Restricted"' },
  };
  expect(claimByRoot(replyOf(xpack), 'elasticsearch')?.confidence).toBe('certain');
  expect(claimByRoot(replyOf(xpack), 'opensearch')).toBeNull();
  expect(claimByRoot(replyOf(opensearch), 'opensearch')?.confidence).toBe('certain');
  expect(claimByRoot(replyOf(opensearch), 'elasticsearch')).toBeNull();
  expect(claimByRoot(replyOf(proxy), 'elasticsearch')).toBeNull();
});

test('a hidden / is asked around: no such index, then node information decides', () => {
  const missing = replyOf({ status: 404, json: { error: { type: 'index_not_found_exception' } } });
  const hidden = replyOf({ status: 401, text: 'go away' });
  expect(claimByControl(missing, 'elasticsearch')?.confidence).toBe('likely');
  expect(wantsHiddenVersion([hidden, missing])).toBe(true);
  expect(wantsHiddenVersion([hidden, hidden])).toBe(false);
  const node = (told: Json) => replyOf({ status: 200, json: { nodes: { a: told } } });
  expect(claimByNode(node({ version: '2.19.1', build_type: 'tar' }), 'opensearch')?.version).toBe('2.19.1');
  expect(claimByNode(node({ version: '2.4.6' }), 'opensearch')).toBeNull();
  expect(claimByNode(node({ version: '2.4.6' }), 'elasticsearch')?.version).toBe('2.4.6');
  expect(
    claimByNode(node({ version: '8.4.3', build_type: 'tar', build_flavor: 'default' }), 'elasticsearch')?.version,
  ).toBe('8.4.3');
});
