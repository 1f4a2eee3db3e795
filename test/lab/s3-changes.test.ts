import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../seeds/s3/client.ts';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open bucket, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, method: 'PUT' | 'DELETE', path: string, body?: string])[] = [
  ['one object more', 'PUT', '/shop/added.txt', '1'],
  ['another content', 'PUT', '/shop/added.txt', '2'],
  ['one object less', 'DELETE', '/shop/added.txt'],
  ['one bucket more', 'PUT', '/added'],
  ['one bucket less', 'DELETE', '/added'],
];

const [state] = (await labStates()).filter(({ name }) => name === 's3/seaweedfs-anonymous-limited');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of S3 changed nothing', () => {
  it('sees every smallest change', { timeout: 20 * 60_000 }, async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, door } = await lab.enter(state);
    const store = openStore(`http://${door.host}:${door.port}`);
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, method, path, body] of CHANGES) {
      await store.send(method, path, body);
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
  });
});
