import { Attribute, Change, Client } from 'ldapts';
import { afterAll, describe, expect, it } from 'vitest';
import { SUFFIX } from '../../seeds/ldap/index.ts';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

const ADDED = `ou=added,${SUFFIX}`;

/** What somebody could do to a directory, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, change: (client: Client) => Promise<unknown>])[] = [
  ['one entry more', (client) => client.add(ADDED, { objectClass: 'organizationalUnit', ou: 'added' })],
  ['one value more', (client) => client.modify(ADDED, changeOf('add', 'first'))],
  ['the same value in the place of itself', (client) => client.modify(ADDED, changeOf('replace', 'first'))],
  ['another name', (client) => client.modifyDN(ADDED, 'ou=moved')],
  ['one entry less', (client) => client.del(`ou=moved,${SUFFIX}`)],
];

function changeOf(operation: 'add' | 'replace', value: string): Change {
  return new Change({ operation, modification: new Attribute({ type: 'description', values: [value] }) });
}

const [state] = (await labStates()).filter(({ name }) => name === 'ldap/2.5.13-open');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit of a directory changed nothing', () => {
  it('sees every smallest change', { timeout: 20 * 60_000 }, async (context) => {
    needEngine(missing, context);
    if (state === undefined) throw new Error('there is no such state');
    const { admin, door } = await lab.enter(state);
    const client = new Client({ url: `ldap://${door.host}:${door.port}` });
    await client.bind(`cn=admin,${SUFFIX}`, 'labpw');
    let before = await admin?.condition();
    expect(await admin?.condition()).toBe(before);
    for (const [what, change] of CHANGES) {
      await change(client);
      const after = await admin?.condition();
      expect(after, what).not.toBe(before);
      before = after;
    }
    await client.unbind();
  });
});
