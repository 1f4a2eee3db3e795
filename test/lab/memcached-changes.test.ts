import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open cache, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, line: string])[] = [
  ['one item more', 'set added 0 0 1\r\n1'],
  ['the same value again', 'set added 0 0 1\r\n1'],
  ['a number that grows', 'incr added 1'],
  ['a key that is to end', 'touch added 1000'],
  ['a key that is there is read', 'get added'],
  ['one item less', 'delete added'],
  ['nothing, but tried', 'delete added'],
  ['another setting', 'verbosity 1'],
];

const [state] = (await labStates()).filter(({ name }) => name === 'memcached/1.6.18-open');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of memcached changed nothing', () => {
  it('sees every smallest change', { timeout: 20 * 60_000 }, async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, door } = await lab.enter(state);
    const socket = connect(door.port, door.host);
    await once(socket, 'connect');
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, line] of CHANGES) {
      socket.write(`${line}\r\n`);
      await once(socket, 'data');
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
    socket.destroy();
  });
});
