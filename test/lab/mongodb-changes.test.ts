import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

type Command = Readonly<Record<string, unknown>>;

/** What somebody could do to an open server, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, command: Command])[] = [
  ['one document more', { insert: 'customers', documents: [{ added: 1 }] }],
  ['the same value again', { update: 'customers', updates: [{ q: { added: 1 }, u: { $set: { added: 1 } } }] }],
  ['one document less', { delete: 'customers', deletes: [{ q: { added: 1 }, limit: 1 }] }],
  ['nothing, but tried', { delete: 'customers', deletes: [{ q: { added: 1 }, limit: 1 }] }],
  ['an index', { createIndexes: 'customers', indexes: [{ key: { created_at: 1 }, name: 'added' }] }],
  ['one index less', { dropIndexes: 'customers', index: 'added' }],
  ['a collection', { create: 'added' }],
  ['one collection less', { drop: 'added' }],
  ['an account', { createUser: 'added', pwd: 'made-up', roles: [] }],
];

const [state] = (await labStates()).filter(({ name }) => name === 'mongodb/ferretdb-1.24.0-tls-open');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of MongoDB’s protocol changed nothing', () => {
  it('sees every smallest change', { timeout: 20 * 60_000 }, async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, door } = await lab.enter(state);
    const client = new MongoClient(`mongodb://${door.host}:${door.port}/`, {
      directConnection: true,
      tls: true,
      tlsAllowInvalidCertificates: true,
    });
    try {
      let before = await admin?.condition();
      expect(await admin?.condition()).toBe(before);
      for (const [what, command] of CHANGES) {
        // Some are refused by this server; that somebody tried is to be seen all the same.
        await client
          .db('shop')
          .command(command)
          .catch(() => null);
        const after = await admin?.condition();
        expect(after, what).not.toBe(before);
        before = after;
      }
    } finally {
      await client.close();
    }
  });
});
