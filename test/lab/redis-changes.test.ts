import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../seeds/redis/client.ts';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open store that holds the incident's data, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, ...command: readonly string[]])[] = [
  ['one key more', 'SET', 'added', '1'],
  ['the same value again', 'SET', 'added', '1'],
  ['a key that is to end', 'EXPIRE', 'added', '1000'],
  ['a key that is read and touched', 'TOUCH', 'added'],
  ['one key less', 'DEL', 'added'],
  ['nothing, but tried', 'DEL', 'added'],
  ['a field of one hash', 'HSET', 'user:100000', 'user_name', 'mara'],
  ['another setting', 'CONFIG', 'SET', 'slowlog-max-len', '64'],
  ['another user', 'ACL', 'SETUSER', 'added', 'off'],
  ['a script', 'EVAL', 'return 1', '0'],
  ['all keys listed', 'KEYS', 'user:*'],
  ['a message', 'PUBLISH', 'added', '1'],
  ['a master, and none again', 'REPLICAOF', 'NO', 'ONE'],
];

const STATES = ['redis/6.2.14-open', 'redis/7.0.15-open', 'redis/8.2.3-open', 'valkey/9.1.2-open'];

const states = (await labStates()).filter(({ name }) => STATES.includes(name));
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of Redis and Valkey changed nothing', () => {
  it.for(states.map((state) => [state.name, state] as const))(
    'sees every smallest change: %s',
    { timeout: 20 * 60_000 },
    async ([, state], context) => {
      needEngine(missing, context);
      const { admin, door } = await lab.enter(state);
      const store = await openStore({ ...door, login: null });
      let before = await admin?.condition();
      expect(await admin?.condition()).toBe(before);
      for (const [what, ...command] of CHANGES) {
        await store.ask(command);
        const after = await admin?.condition();
        expect(after, what).not.toBe(before);
        before = after;
      }
      await store.close();
    },
  );
});
