import { describe, expect, test } from 'vitest';
import { readGrants, readListing } from '../../src/engines/s3/answers.ts';
import { engine } from '../../src/engines/s3/engine.ts';
import { readFolder, readVolumes } from '../../src/engines/s3/filer.ts';
import { versionIn } from '../../src/engines/s3/products.ts';
import { pathOf, type S3Channel } from '../../src/engines/s3/requests.ts';
import { grantedByList, grantedByPolicy } from '../../src/engines/s3/rights.ts';
import { rowsOf } from '../../src/engines/s3/sampling.ts';
import { parseXml } from '../../src/wire/xml.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('s3');

const stateOf = (state: string) => transcriptOf('s3', state);

test('objects are counted by what they begin with, by one list of a page, and none is fetched', async () => {
  const { inventory, exchanges } = await play(stateOf('minio-public'));
  expect(inventory?.collections.map(({ name, records }) => `${name} ${records}`)).toEqual([
    'shop/customers/* 30',
    'shop/cameras/*/* 12',
    'shop/report.csv 1',
  ]);
  const own = exchanges.filter(({ engine: id }) => id === 's3').map(({ request }) => request);
  expect(own.filter((request) => !request.startsWith('HEAD') && /\/shop\/./.test(request))).toEqual([
    'GET /shop/unl-0000000000000000?list-type=2&max-keys=1',
  ]);
});

test('uploads that are listed are told where the policy itself is not', async () => {
  expect((await play(stateOf('minio-public'))).facts?.settings).toMatchObject({ product: 'MinIO', uploadsListed: 1 });
  expect((await play(stateOf('minio-read'))).facts?.settings).toMatchObject({ product: 'MinIO', uploadsListed: 0 });
});

test('a server without keys is known by whom it takes a visitor for', async () => {
  const open = await play(stateOf('seaweedfs-open'));
  expect(open.facts?.access).toMatchObject({ inferred: 'admin', securityLayer: 'absent', anonymous: null });
  const limited = await play(stateOf('seaweedfs-anonymous-limited'));
  expect(limited.facts?.access).toMatchObject({
    securityLayer: 'present',
    anonymous: { user: 'anonymous' },
    filtered: true,
  });
});

test('where buckets are not listed, it is said that one may be open all the same', async () => {
  const { facts } = await play(stateOf('minio-locked'));
  expect(facts?.notes.join()).toContain('http://HOST:PORT/BUCKET/');
  expect((await play(stateOf('minio-locked-bucket'))).facts?.notes).toEqual([]);
});

describe('what a bucket lets everybody do', () => {
  const statement = (more: object) => ({ Statement: [{ Effect: 'Allow', Principal: '*', ...more }] });
  test.for<[string, object | null, string | null]>([
    ['everything', statement({ Action: 's3:*' }), 'admin'],
    ['to put', statement({ Action: ['s3:GetObject', 's3:PutObject'] }), 'write'],
    ['to put, as a pattern', statement({ Action: 's3:Put*' }), 'admin'],
    ['to read', statement({ Action: ['s3:GetObject'], Principal: { AWS: ['*'] } }), 'read'],
    ['to read, of one account', statement({ Action: 's3:GetObject', Principal: { AWS: '123' } }), 'none'],
    ['to put from one place', statement({ Action: 's3:PutObject', Condition: { IpAddress: {} } }), 'none'],
    ['what is denied', { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*' }] }, 'none'],
    ['no policy', { a: 1 }, null],
    ['nothing', null, null],
  ])('by its policy: %s', ([, policy, level]) => {
    expect(grantedByPolicy(policy as Parameters<typeof grantedByPolicy>[0])).toBe(level);
  });

  test('by its list of rights: those of everybody, and nobody else’s', () => {
    const grant = (who: string, what: string) =>
      `<Grant><Grantee>${who}</Grantee><Permission>${what}</Permission></Grant>`;
    const all = '<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>';
    const list = (...grants: string[]) =>
      readGrants({
        meaning: 'open',
        xml: parseXml(
          `<AccessControlPolicy><AccessControlList>${grants.join('')}</AccessControlList></AccessControlPolicy>`,
        ),
      });
    expect(list(grant('<ID>1</ID>', 'FULL_CONTROL'), grant(all, 'READ'))).toEqual(['READ']);
    expect(grantedByList(list(grant(all, 'WRITE')) ?? [])).toBe('write');
    expect(grantedByList(list(grant(all, 'FULL_CONTROL')) ?? [])).toBe('admin');
    expect(readGrants({ meaning: 'open', xml: parseXml('<html/>') })).toBeNull();
  });
});

describe('what is no S3, and what is no success', () => {
  const [root] = engine.identify;
  const xml = (text: string, headers: Record<string, string> = {}, status = 403): FakeAnswer => ({
    status,
    text,
    headers: { 'content-type': 'application/xml', ...headers },
  });
  const numbered = { 'x-amz-request-id': '1' };
  test.for<[string, FakeAnswer]>([
    ['Azure', xml('<Error><Code>AuthenticationFailed</Code></Error>', { 'x-ms-request-id': '1' })],
    ['an error of others', xml('<Error><Code>AccessDenied</Code></Error>')],
    ['another word', xml('<Error><Code>Nothing</Code></Error>', numbered)],
    ['words in a page', { status: 200, text: '<html>AccessDenied</html>', headers: numbered }],
    [
      'a page named like it',
      { status: 200, text: '<title>SeaweedFS fan page</title>', headers: { 'content-type': 'text/html' } },
    ],
    ['nothing', { failure: 'closed' }],
  ])('%s is not claimed', ([, answer]) => {
    expect(root?.claim(replyOf(answer))).toBeNull();
  });

  test('where a long list comes first, the control tells whose it is', () => {
    const [, control] = engine.identify;
    expect(control?.when?.([replyOf({ failure: 'too-large' })])).toBe(true);
    expect(control?.when?.([replyOf({ failure: 'closed' })])).toBe(false);
    const missing = xml('<Error><Code>NoSuchKey</Code></Error>', { server: 'MinIO' }, 404);
    expect(control?.claim(replyOf(missing))).toMatchObject({ role: 's3' });
  });

  test.for([
    ['MinIO/RELEASE.2020-01-03T19-12-21Z', '2020.1.3'],
    ['MinIO', null],
    ['SeaweedFS 30GB 3.97', '3.97'],
    ['SeaweedFS Filer 8000GB 4.48 pypi', '4.48'],
    ['AmazonS3', null],
  ] as const)('%s says version %s', ([words, version]) => {
    expect(versionIn(words)).toBe(version);
  });

  const climbed = async (answers: Parameters<typeof fakeChannel>[0], path = '/') => {
    const channel = { ...fakeChannel(answers), endpoint: { path } };
    const context = probeContext({ engine: 's3', role: 's3' });
    return (await engine.access(channel as unknown as S3Channel, context)).access;
  };
  const missing = xml('<Error><Code>NoSuchBucket</Code></Error>', numbered, 404);
  const listed = (owner: string) =>
    xml(`<ListAllMyBucketsResult><Owner><ID>${owner}</ID></Owner><Buckets/></ListAllMyBucketsResult>`, numbered, 200);

  test('a bucket that cannot exist is listed: nothing is believed', async () => {
    const told = xml('<ListBucketResult><Name>x</Name></ListBucketResult>', numbered, 200);
    expect(await climbed({ control: told, buckets: listed('') })).toMatchObject({
      proved: 'unknown',
      control: 'failed',
    });
  });

  test('Ceph lists nothing, in peace, to everybody: that is no door, and no refusal either', async () => {
    const said = await climbed({ root: listed('anonymous'), control: missing, buckets: listed('anonymous') });
    expect(said).toMatchObject({ proved: 'unknown', protection: null, control: 'passed' });
    expect(said.reason).toContain('known by name');
  });

  test('a server that is busy is asked no more, and not called protected', async () => {
    const busy = xml('<Error><Code>SlowDown</Code></Error>', numbered, 503);
    expect(await climbed({ control: busy })).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('an object that the target names, with nothing listed', async () => {
    const named = { status: 200, headers: { etag: '"1"', 'last-modified': 'now' } };
    expect(
      await climbed({ control: xml('<Error><Code>AccessDenied</Code></Error>'), named }, '/shop/a.csv/'),
    ).toMatchObject({
      proved: 'read',
      inferred: 'read',
      protection: 'authentication',
    });
  });
});

test('keys whose segments could change a request are left out', () => {
  expect(pathOf(['shop', 'a b', 'c.json'])).toEqual({ depth: 3, params: { a: 'shop', b: 'a b', c: 'c.json' } });
  for (const segments of [[], ['a', '..'], ['a', ''], ['a', '*'], ['-a'], ['a', 'b', 'c', 'd', 'e', 'f']])
    expect(pathOf(segments)).toBeNull();
});

test('lists of another shape are none', () => {
  const meaning = 'open' as const;
  expect(readListing({ meaning, xml: parseXml('<ListBucketResult/>') })).toBeNull();
  expect(readFolder(replyOf({ status: 200, json: { Path: '/', Entries: [{ FullPath: '/a' }] } }))).toBeNull();
  expect(
    readVolumes({ Volumes: { DataCenters: { a: { b: { c: [1, { Id: 1, FileCount: 5, DeleteCount: 2 }] } } } } }),
  ).toEqual(new Map([['', { files: 3, bytes: 0 }]]));
});

test('of a sample the fields are known by JSON that is called so, or by the first line of a table', () => {
  const text = 'email;name\n"a@example.com";A\n1;2;3\nb@example.com;B';
  expect(rowsOf(undefined, text, 5)).toEqual([
    { email: 'a@example.com', name: 'A' },
    { email: 'b@example.com', name: 'B' },
  ]);
  expect(rowsOf([{ a: 1 }, 2, { a: 3 }], '', 2)).toEqual([{ a: 1 }]);
  expect(rowsOf({ a: 1 }, '', 5)).toEqual([{ a: 1 }]);
  expect(rowsOf(undefined, '\u0089PNG\r\n,', 5)).toEqual([]);
});
