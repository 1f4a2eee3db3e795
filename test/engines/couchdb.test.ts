import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/engines/couchdb/answers.ts';
import { claimByRoot } from '../../src/engines/couchdb/claim.ts';
import { engine } from '../../src/engines/couchdb/engine.ts';
import type { CouchChannel } from '../../src/engines/couchdb/requests.ts';
import { grantedBy } from '../../src/engines/couchdb/rights.ts';
import { sampleDocuments } from '../../src/engines/couchdb/sampling.ts';
import type { Collection } from '../../src/model/facts.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('couchdb');

const stateOf = (state: string) => transcriptOf('couchdb', state);

describe('access', () => {
  test('the admin party: nobody is an administrator, and everybody is', async () => {
    const { facts, inventory } = await play(stateOf('2.3.1-open'));
    expect(facts?.access).toMatchObject({ securityLayer: 'absent', anonymous: { user: 'nobody', roles: ['_admin'] } });
    expect(facts?.settings).toMatchObject({ adminParty: true, usersReadable: true });
    expect(inventory?.settings).toEqual({ replications: 1, bindAny: true });
    expect(inventory?.egress.map(({ kind, location }) => `${kind} ${location}`)).toEqual([
      'member 127.0.0.1',
      'member 203.0.113.8',
      'replica https://198.51.100.4:6984/users/',
    ]);
  });

  test('a public database behind a closed list is audited by its name in the target’s path', async () => {
    const { facts, inventory } = await play(stateOf('3.5.3-public-database'));
    expect(facts?.settings).toMatchObject({ role: 'database', database: 'members' });
    expect(inventory?.collections.map(({ name, records, system }) => [name, records, system])).toEqual([
      ['members', 640, false],
    ]);
    const { facts: closed } = await play(stateOf('3.5.3-locked'));
    expect(closed?.notes.join()).toContain('can still be read by whoever knows its name');
  });

  test('a list that is open to all, one database that admits everybody and one that does not', async () => {
    const { facts, inventory } = await play(stateOf('3.5.3-listed'));
    expect(facts?.access).toMatchObject({ inferred: 'write', filtered: true, securityLayer: 'present' });
    expect(inventory?.collections.map(({ name, records, state }) => [name, records, state.length])).toEqual([
      ['catalogue', 80, 0],
      ['customers', null, 1],
    ]);
  });

  test('whom a database admits, by its own list', () => {
    const granted = (json: Json) => grantedBy(readAnswer(replyOf({ status: 200, json })));
    expect(granted({})).toBe('write');
    expect(granted({ members: { names: [], roles: [] }, admins: { names: ['a'] } })).toBe('write');
    expect(granted({ members: { roles: ['_admin'] } })).toBe('none');
    expect(granted({ readers: { names: ['mara'] } })).toBe('none');
    expect(granted({ cloudant: { nobody: ['_reader'] } })).toBe('read');
    expect(granted({ cloudant: { nobody: [] } })).toBe('none');
    expect(grantedBy(readAnswer(replyOf({ status: 401, json: { error: 'unauthorized', reason: 'no' } })))).toBe('none');
  });

  const context = probeContext({ engine: 'couchdb', version: '3.5.3', role: 'server' });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const channel = fakeChannel(answers);
    return (await engine.access(channel as unknown as CouchChannel, context)).access;
  };
  const root: FakeAnswer = { status: 200, json: { couchdb: 'Welcome', version: '3.5.3' } };
  const session: FakeAnswer = { status: 200, json: { ok: true, userCtx: { name: null, roles: ['_admin'] } } };
  const databases: FakeAnswer = { status: 200, json: ['shop'] };

  test('a database that cannot exist is there: no success is believed, whatever it says of us', async () => {
    const said = await climbed({ root, session, databases, control: { status: 200, json: { db_name: 'x' } } });
    expect(said).toMatchObject({ proved: 'unknown', inferred: 'unknown', control: 'failed', capabilities: [] });
  });

  test.for<FakeAnswer>([
    { status: 503, json: { error: 'busy' } },
    { status: 500, text: 'oops' },
    { failure: 'timeout' },
  ])('a control that is not answered leaves it open: %j', async (control) => {
    expect(await climbed({ root, session, databases, control })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('200 with a page is neither a list nor a refusal', async () => {
    const control: FakeAnswer = { status: 404, json: { error: 'not_found', reason: 'missing' } };
    const said = await climbed({ root, control, databases: { status: 200, text: '<html>' } });
    expect(said).toMatchObject({ proved: 'unknown', protection: null, control: 'passed' });
  });
});

describe('what is CouchDB', () => {
  const claimed = (answer: FakeAnswer) => {
    const claim = claimByRoot(replyOf(answer));
    return claim === null ? null : `${claim.role} ${claim.version}`;
  };
  const server = { server: 'CouchDB/3.3.3 (Erlang OTP/24)', 'content-type': 'application/json' };
  const unauthorized = { error: 'unauthorized', reason: 'Authentication required.' };

  test('the greeting, a database, and a refusal with its name on it', () => {
    expect(claimed({ status: 200, json: { couchdb: 'Welcome', version: '3.3.3' } })).toBe('server 3.3.3');
    expect(claimed({ status: 200, json: { couchdb: 'Welcome', version: '1', vendor: { name: 'IBM Cloudant' } } })).toBe(
      'server null',
    );
    expect(claimed({ status: 200, json: { db_name: 'a', doc_count: 1, update_seq: 1 }, headers: server })).toBe(
      'database 3.3.3',
    );
    expect(claimed({ status: 401, json: unauthorized, headers: server })).toBe('server 3.3.3');
  });

  test('others are not', () => {
    expect(claimed({ status: 401, json: unauthorized })).toBeNull();
    expect(claimed({ status: 200, json: { couchdb: 'welcome', version: '3' } })).toBeNull();
    expect(claimed({ status: 200, json: { db_name: 'a' } })).toBeNull();
    expect(claimed({ status: 200, text: '{"couchdb":"Welcome"}' })).toBeNull();
    expect(claimed({ status: 401, json: unauthorized, headers: { server: 'CouchDB/3 <script>' } })).toBeNull();
  });
});

test('a sample is walked field by field; design documents and the server’s own fields are left out', async () => {
  const rows = [
    { doc: { _id: 'a', _rev: '1-x', email: 'mara@example.com', homes: [{ city: 'Ulm' }] } },
    { doc: { _id: '_design/views', language: 'javascript' } },
    { error: 'not_found' },
  ];
  const channel = fakeChannel({ sample: { status: 200, json: { rows } } });
  const seen: string[] = [];
  await sampleDocuments(
    channel as unknown as CouchChannel,
    [
      { name: 'shop', system: false, records: 2 },
      { name: '_users', system: true, records: 1 },
    ] as Collection[],
    { records: 5, sink: { see: (collection, field, value) => seen.push(`${collection} ${field} ${String(value)}`) } },
  );
  expect(seen).toEqual(['shop email mara@example.com', 'shop homes.city Ulm']);
  expect(channel.asked).toHaveLength(1);
});
