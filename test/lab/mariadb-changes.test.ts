import { afterAll, describe, expect, it } from 'vitest';
import { within } from '../../seeds/mariadb/client.ts';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';
import { audit } from '../kit/lab-audit.ts';

const ADMIN = { user: 'labadmin', password: 'adminpass123' };

/** What somebody could do to an open server that holds the incident's data, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, sql: string])[] = [
  ['one row more', "INSERT INTO shop.shares (owner_email) VALUES ('added@example.com')"],
  ['one row less', "DELETE FROM shop.shares WHERE owner_email = 'added@example.com'"],
  ['nothing, but tried', 'DELETE FROM shop.shares WHERE share_id < 0'],
  ['another table', 'CREATE TABLE shop.added (a INT)'],
  ['another column', 'ALTER TABLE shop.added ADD b INT'],
  ['one table less', 'DROP TABLE shop.added'],
  ['another database', 'CREATE DATABASE added'],
  ['another account', 'CREATE USER added'],
  ['another right', 'GRANT SELECT ON *.* TO added'],
  ['another setting', 'SET GLOBAL max_connect_errors = 99'],
];

/** Those who greeted and left: what the server counts towards `max_connect_errors`. */
const LEFT = `SHOW GLOBAL STATUS LIKE 'Aborted_c%'`;
/**
 * Asked as MariaDB alone: at a port that is not its own the questions of other engines are such visitors, too. With
 * `skip-grant-tables` the server counts every session as one that never logged in.
 */
const STATES = ['open', 'locked', 'tls', 'anonymous-limited'].map((state) => `mariadb/10.11-${state}`);

const states = (await labStates()).filter(({ name }) => STATES.includes(name));
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

const cases = states.map((state) => [state.name, state] as const);

describe('an audit of MariaDB', () => {
  it.for(cases)(
    'leaves no handshake and no session unfinished: %s',
    { timeout: 120_000 },
    async ([, state], context) => {
      needEngine(missing, context);
      const standing = await lab.enter(state);
      const at = { ...standing.door, ...ADMIN, tls: state.name.endsWith('-tls') };
      const counters = async () =>
        within(at, async (client) => new Map((await client.ask(LEFT)).map(([name, value]) => [name, Number(value)])));
      const before = await counters();
      const { report } = await audit(standing, '--engine', 'mariadb');
      const after = await counters();
      expect(report.endpoints[0]?.service?.engine).toBe('mariadb');
      for (const name of ['Aborted_clients', 'Aborted_connects_preauth'])
        expect(after.get(name), name).toBe(before.get(name));
    },
  );

  it.for(cases.slice(0, 1))('would be seen to write: %s', { timeout: 120_000 }, async ([, state], context) => {
    needEngine(missing, context);
    const { admin, door } = await lab.enter(state);
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, sql] of CHANGES) {
      await within({ ...door, ...ADMIN }, (client) => client.ask(sql));
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
  });
});
