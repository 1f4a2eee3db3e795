import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../seeds/influxdb/client.ts';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open InfluxDB, each as small as it can be: a statement, or a point. */
const CHANGES: readonly (readonly [what: string, change: string])[] = [
  ['one point more', 'devices,owner_email=added value=1 1'],
  ['the same point again', 'devices,owner_email=added value=1 1'],
  ['another field', 'devices,owner_email=added other=1 1'],
  ['one series less', "DROP SERIES FROM devices WHERE owner_email = 'added'"],
  ['a user', "CREATE USER added WITH PASSWORD 'made-up'"],
  ['a right more', 'GRANT ALL PRIVILEGES TO added'],
  ['another place for copies', "CREATE SUBSCRIPTION added ON shop.autogen DESTINATIONS ALL 'http://127.0.0.1:9'"],
  ['another time to keep', 'ALTER RETENTION POLICY autogen ON shop DURATION 100000h'],
  ['a database', 'CREATE DATABASE added'],
];

const [state] = (await labStates()).filter(({ name }) => name === 'influxdb/1.6.7-open');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of InfluxDB changed nothing', () => {
  it('sees every smallest change', { timeout: 20 * 60_000 }, async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, door } = await lab.enter(state);
    const store = openStore({ url: `http://${door.host}:${door.port}`, password: null });
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, change] of CHANGES) {
      await (/^[A-Z]/.test(change) ? store.query(change, 'shop') : store.write('shop', [change]));
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
    await store.close();
  });
});
