import { expect, test } from 'vitest';
import { byText } from '../../src/support/stable-json.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('redis');

const stateOf = (state: string) => transcriptOf('redis', state);

test('keys are counted by what their builder wrote: no name of a key is listed', async () => {
  const { inventory } = await play(stateOf('7.0.15-databases'));
  const told = inventory?.collections.map(({ name, kind, records }) => `${name} ${kind} ${records}`);
  expect(told?.sort()).toEqual([
    'db3.session:* string 10',
    'models set 1',
    'user:*:email string 10',
    'user:*:visits list 10',
  ]);
  expect(inventory?.collections.find(({ name }) => name === 'user:*:email')?.fields).toEqual([
    { name: 'email', type: 'string', countAs: null },
  ]);
});

test('what is told of the answers holds no key, no field and no value', async () => {
  for (const state of ['7.0.15-open', '7.0.15-databases', '7.0.15-anonymous-limited']) {
    const { exchanges } = await play(stateOf(state));
    const told = exchanges.map((exchange) => `${exchange.request} ${exchange.told ?? ''}`).join('\n');
    expect(told).toMatch(/SCAN 0 COUNT 1000 OK; \(\d+ keys\)/);
    expect(told).not.toMatch(/user:|session:|public:|customer:|example\.|title/);
  }
});

test('no question is one that writes, and KEYS is never sent', async () => {
  const { exchanges } = await play(stateOf('7.0.15-databases'));
  const own = exchanges.filter(({ engine }) => engine === 'redis');
  const commands = new Set(own.flatMap(({ request }) => request.split(', ').map((part) => part.split(' ', 1).join())));
  expect([...commands].toSorted(byText)).toEqual([
    'ACL',
    'CLIENT',
    'CONFIG',
    'DBSIZE',
    'GETRANGE',
    'HELLO',
    'INFO',
    'SCAN',
    'SELECT',
    'TYPE',
  ]);
});

test('a limited visitor: what was listed, what was read, and that the rest was refused', async () => {
  const { facts, inventory } = await play(stateOf('7.0.15-anonymous-limited'));
  expect(facts?.access).toMatchObject({ filtered: true, securityLayer: 'present', control: 'not-asked' });
  const told = inventory?.collections.map(({ name, fields }) => `${name} ${fields.map((field) => field.name).join()}`);
  expect(told).toEqual(['public:article:* published_at,title', 'customer:* ']);
});

test('protected mode is a guard by address, and the only layer', async () => {
  for (const state of ['6.2.14-guarded', '7.0.15-guarded', '8.2.3-guarded']) {
    const { facts } = await play(stateOf(state));
    expect(facts?.access).toMatchObject({ protection: 'network', securityLayer: 'absent', proved: 'none' });
    expect(facts?.proofs).toHaveProperty('refusal');
  }
});

test('a sentinel is told by what it watches', async () => {
  const { facts, inventory } = await play(stateOf('7.0.15-sentinel'));
  expect(facts?.settings).toMatchObject({ role: 'sentinel', mode: 'sentinel' });
  expect(inventory?.egress.filter(({ kind }) => kind === 'member')).toEqual([
    { kind: 'member', name: 'lab-primary', location: '127.0.0.1:6379', host: '127.0.0.1' },
  ]);
});

test('renamed commands are said, and hide no keys', async () => {
  const { facts } = await play(stateOf('7.0.15-renamed'));
  expect(facts?.notes.join()).toContain('commands that every version has are not known here: INFO');
});
