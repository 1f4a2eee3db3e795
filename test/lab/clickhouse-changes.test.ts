import { request } from 'undici';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open server, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, sql: string])[] = [
  ['a database', 'CREATE DATABASE added'],
  ['a table', 'CREATE TABLE added.one (number UInt8) ENGINE = MergeTree ORDER BY number'],
  ['one row more', 'INSERT INTO added.one VALUES (1)'],
  ['the same row again', 'INSERT INTO added.one VALUES (1)'],
  ['another column', 'ALTER TABLE added.one ADD COLUMN more UInt8'],
  ['rows that are to go', 'ALTER TABLE added.one DELETE WHERE number = 2'],
  ['one part less', 'ALTER TABLE added.one DROP PARTITION tuple()'],
  ['a view', 'CREATE VIEW added.view AS SELECT 1'],
  ['one table less', 'DROP TABLE added.one'],
  ['one database less', 'DROP DATABASE added'],
];

const [state] = (await labStates()).filter(({ name }) => name === 'clickhouse/18.16.1-open');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of ClickHouse changed nothing', () => {
  it('sees every smallest change', async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, target } = await lab.enter(state);
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, sql] of CHANGES) {
      const answer = await request(`http://${target}/`, { method: 'POST', body: sql });
      expect(answer.statusCode, `${what}: ${await answer.body.text()}`).toBe(200);
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
  });
});
