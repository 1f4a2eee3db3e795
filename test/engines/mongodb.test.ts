import { describe, expect, test } from 'vitest';
import { Fields, fieldsOfIndexes, fieldsOfValidator, fieldsOfView } from '../../src/engines/mongodb/fields.ts';
import { claimByHello } from '../../src/engines/mongodb/hello.ts';
import { productOf } from '../../src/engines/mongodb/product.ts';
import { requests } from '../../src/engines/mongodb/requests.ts';
import { rightsOf } from '../../src/engines/mongodb/rights.ts';
import { meaningOf } from '../../src/engines/mongodb/speak.ts';
import { warningsOf } from '../../src/engines/mongodb/warnings.ts';
import { answerLength, readAnswer } from '../../src/engines/mongodb/wire.ts';
import type { BytesReply } from '../../src/model/channel.ts';
import { writeBson } from '../../src/wire/bson.ts';
import type { Bag } from '../../src/wire/json.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('mongodb');

const stateOf = (state: string) => transcriptOf('mongodb', state);

/** A server's answer as OP_MSG. */
function answerOf(document: Bag, flags = 0): Buffer {
  const body = writeBson(document);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(1, 8);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, body]);
}

const replyOf = (document: Bag): BytesReply => ({ ok: true, kind: 'bytes', exchange: 3, bytes: answerOf(document) });

describe('access', () => {
  test('served as nobody is no access control; the server’s own warning is the cause', async () => {
    const { facts, inventory } = await play(stateOf('8.0.40-open'));
    expect(facts?.access).toMatchObject({ securityLayer: 'absent', anonymous: null, filtered: false });
    expect(facts?.settings).toMatchObject({ role: 'standalone', accessControl: false, runsAsRoot: true, zlib: false });
    expect(inventory?.settings).toMatchObject({ users: 2, clientNetworks: 2 });
    expect(inventory?.egress.filter(({ kind }) => kind === 'client').map(({ location }) => location)).toEqual([
      '127.0.0.0/24',
      '203.0.113.0/24',
    ]);
  });

  test('an account that visitors are made: its own privileges count, and what is refused is said', async () => {
    const { facts, inventory } = await play(stateOf('7.0.50-read-only-account'));
    expect(facts?.access).toMatchObject({
      inferred: 'read',
      filtered: true,
      securityLayer: 'present',
      anonymous: { user: 'dashboard@admin', roles: ['read@shop'] },
    });
    expect(inventory?.notes.join()).toContain('collections of payroll could not be listed');
  });

  test('members of a set, hidden ones and arbiters, without the one that answers', async () => {
    const { inventory } = await play(stateOf('7.0.50-replica-set'));
    expect(inventory?.egress.map(({ name, location }) => `${name} ${location}`)).toEqual([
      'member 203.0.113.5:27017',
      'arbiter 203.0.113.6:27017',
      'hidden member 198.51.100.23:27017',
    ]);
    expect(inventory?.settings['hiddenMembers']).toBe(1);
  });

  test('a router has shards behind it, and an arbiter has nothing', async () => {
    const router = await play(stateOf('8.0.40-router'));
    expect(router.facts?.settings['role']).toBe('router');
    expect(router.inventory?.egress.map(({ host }) => host)).toEqual(['203.0.113.11', '203.0.113.12', '203.0.113.21']);
    const arbiter = await play(stateOf('7.0.50-arbiter'));
    expect(arbiter.facts?.access).toMatchObject({ proved: 'banner', inferred: 'admin', securityLayer: 'absent' });
    expect(arbiter.facts?.access.reason).toContain('an arbiter');
  });

  test('old servers are asked in the old form alone, and new ones never in it', async () => {
    const kinds = (state: string) =>
      stateOf(state)
        .exchanges.filter(({ sent }) => sent !== '')
        .map(({ sent }) => Buffer.from(sent, 'hex').readInt32LE(12));
    expect(kinds('3.4.24-open')).toEqual([
      2013,
      ...Array.from({ length: kinds('3.4.24-open').length - 1 }, () => 2004),
    ]);
    expect(new Set(kinds('8.0.40-open'))).toEqual(new Set([2013]));
    expect(new Set(kinds('ferretdb-1.24.0-open'))).toEqual(new Set([2013]));
  });

  test('what an error means, by its code; by words where old servers give none', () => {
    const meaning = (code: number | null, errmsg: string) =>
      meaningOf(replyOf({ ok: 0, errmsg, ...(code !== null && { code }) })).meaning;
    expect(meaning(13, 'Command listDatabases requires authentication')).toBe('refused');
    expect(meaning(18, 'Authentication failed.')).toBe('refused');
    expect(meaning(null, 'need to login')).toBe('refused');
    expect(meaning(115, 'Command listDatabases not supported prior to authentication.')).toBe('refused');
    expect(meaning(115, 'not supported')).toBe('unknown');
    expect(meaning(13436, 'node is not in primary or recovering state')).toBe('not-ready');
    expect(meaning(50, 'operation exceeded time limit')).toBe('odd');
    expect(meaning(null, 'unauthorized tone')).toBe('refused');
  });

  test('products by their own words, and whose version it is', () => {
    const hello = { hosts: [], me: null, setName: null };
    const name = (build: Bag, more: Partial<Parameters<typeof productOf>[1]> = {}) => {
      const { name: product, own, version } = productOf(build, { ...hello, ...more });
      return `${product} ${own} ${version}`;
    };
    expect(name({ version: '7.0.42', ferretdbVersion: 'v1.24.0' })).toBe('FerretDB 1.24.0 null');
    expect(name({ version: '7.0.14-8', psmdbVersion: '7.0.14-8' })).toBe('Percona Server for MongoDB 7.0.14-8 7.0.14');
    expect(name({ version: '8.0.4', modules: ['enterprise'] })).toBe('MongoDB Enterprise null 8.0.4');
    const cloud = (host: string) => name({ version: '5.0.0' }, { hosts: [`a.${host}:27017`], setName: 'rs0' });
    expect(cloud('x.docdb.amazonaws.com')).toBe('Amazon DocumentDB null null');
    expect(cloud('x.mongodb.net')).toBe('MongoDB Atlas null 5.0.0');
    expect(cloud('docdb.amazonaws.com.example.org')).toBe('MongoDB null 5.0.0');
  });

  test('privileges of an account, and warnings of every age', () => {
    const granted = (...actions: string[]) =>
      rightsOf(
        meaningOf(
          replyOf({
            ok: 1,
            authInfo: { authenticatedUsers: [{ user: 'u', db: 'd' }], authenticatedUserPrivileges: [{ actions }] },
          }),
        ),
      ).granted;
    expect([granted('find'), granted('find', 'insert'), granted('anyAction')]).toEqual(['none', 'write', 'admin']);
    const warned = (line: string) => warningsOf(meaningOf(replyOf({ ok: 1, log: [line] }))).accessControl;
    expect(warned('{"c":"CONTROL","id":22120,"msg":"Access control is not enabled for the database."}')).toBe(false);
    expect(warned('2016 I CONTROL  [initandlisten] ** WARNING: Access control is not enabled for the database.')).toBe(
      false,
    );
    expect(warned('{"id":42000,"msg":"Access control is not enabled for the database"}')).toBeNull();
    expect(warned('{"id":')).toBeNull();
  });
});

describe('fields', () => {
  test('of validators, views and indexes; what they are compared with is not looked at', () => {
    const fields = new Fields();
    fieldsOfValidator(
      {
        $jsonSchema: {
          required: ['email'],
          properties: {
            email: { bsonType: ['null', 'string'] },
            homes: { bsonType: 'array', items: { properties: { address: { bsonType: 'string' } } } },
          },
        },
        status: { $in: ['secret value'] },
        $or: [],
      },
      fields,
    );
    fieldsOfView([{ $match: { name: 'secret value' } }, { $project: { phone: 1, iban: 0 } }], fields);
    fieldsOfIndexes(
      [
        { key: { _id: 1 } },
        { key: { email: 1 }, unique: true },
        { key: { city: 1 }, partialFilterExpression: { a: 1 } },
        { key: { _fts: 'text', _ftsx: 1 }, weights: { comment: 1 } },
        { key: { place: '2dsphere' } },
      ],
      fields,
    );
    expect(fields.list().map(({ name, type, countAs }) => `${name} ${type} ${countAs}`)).toEqual([
      'email string email',
      'homes.address string null',
      'status unknown null',
      'phone unknown null',
      'city unknown null',
      'comment string null',
      'place point null',
    ]);
    expect(JSON.stringify(fields.list())).not.toContain('secret');
  });
});

describe('the wire', () => {
  test('the first question is harmless elsewhere: no line ends in it, nor is it TLS, SOCKS, HTTP or memcached', () => {
    const hello = Buffer.from(requests.hello.encode());
    expect([0x0a, 0x0d].some((end) => hello.includes(end))).toBe(false);
    expect([0x04, 0x05, 0x16, 0x80, 0x81, 0x47, 0x50]).not.toContain(hello[0]);
    // Read as a length from the other end, it is beyond what Kafka, PostgreSQL or ZooKeeper take.
    expect(hello.readUInt32BE(0)).toBeGreaterThan(1_000_000_000);
  });

  test('no name can leave its place, and every command has its time limit', () => {
    const evil = 'x","$where":"1"}';
    const sent = Buffer.from(requests.sample.encode({ database: evil, collection: evil, size: 5 }));
    const [document] =
      readAnswer(Buffer.concat([sent.subarray(0, 8), Buffer.from([1, 0, 0, 0]), sent.subarray(12)])) ?? [];
    expect(document).toMatchObject({ find: evil, limit: 5, singleBatch: true, maxTimeMS: 5_000, $db: evil });
    for (const name of ['count', 'stats', 'note', 'distinct', 'clients', 'users'] as const) {
      const bytes = Buffer.from(
        requests[name].encode({ database: 'a', collection: 'b', word: 'onion-address', field: 'c' }),
      );
      expect(bytes.includes('maxTimeMS'), name).toBe(true);
    }
  });

  test('lengths that cannot be, other kinds and cut answers: no answer, and no end without one', () => {
    const whole = answerOf({ ok: 1, name: 'ü' });
    for (let end = 0; end < 16; end += 1) expect(answerLength(whole.subarray(0, end))).toBeUndefined();
    expect(answerLength(whole)).toBe(whole.length);
    for (const text of ['HTTP/1.1 400 Bad Request', '+PONG\r\n', '\xff\xff\xff\xff', '\x05\0\0\0', '\0\0\0\x10'])
      expect(() => answerLength(Buffer.from(text, 'latin1')), text).toThrow(RangeError);
    const other = Buffer.from(whole);
    other.writeInt32LE(2004, 12);
    expect(() => answerLength(other)).toThrow(RangeError);
    for (let end = 0; end < whole.length; end += 1) expect(readAnswer(whole.subarray(0, end))).toBeNull();
    expect(readAnswer(answerOf({ ok: 1 }, 2))).toBeNull();
    for (let at = 16; at < whole.length; at += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = 0xff;
      expect(() => readAnswer(spoilt)).not.toThrow();
    }
  });

  test('a hello, an error with a number, and what is neither', () => {
    const claimed = (document: Bag) => claimByHello(replyOf(document))?.confidence ?? null;
    expect(claimed({ isWritablePrimary: true, maxBsonObjectSize: 16, maxWireVersion: 21, ok: 1 })).toBe('certain');
    expect(claimed({ ismaster: true, maxBsonObjectSize: 16, ok: 1 })).toBe('certain');
    expect(claimed({ ok: 0, errmsg: 'no such command: hello', code: 59 })).toBe('certain');
    expect(claimed({ ok: 1 })).toBeNull();
    expect(claimed({ ok: 0, errmsg: 'no' })).toBeNull();
  });
});
