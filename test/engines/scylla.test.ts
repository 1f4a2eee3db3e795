import { expect, test } from 'vitest';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('scylla');

const stateOf = (state: string) => transcriptOf('scylla', `2025.1-${state}`);

test('its own version is told, and not that of the Cassandra it resembles; estimates are taken to the whole ring', async () => {
  const { facts, inventory } = await play(stateOf('open'));
  expect(facts?.service).toMatchObject({ version: '2025.1.4', name: 'shop' });
  expect(inventory?.collections.map(({ name, records }) => [name, records])).toEqual([
    ['shop.users', 2_400_000],
    ['shop.visits', 800],
  ]);
  const [users] = inventory?.collections ?? [];
  expect(users?.fields.map(({ name }) => name)).toContain('address.postal_code');
  expect(inventory?.egress.map(({ kind, location, host }) => `${kind} ${location} ${host}`)).toEqual([
    'member 203.0.113.31 203.0.113.31',
    'client 203.0.113.0/24 203.0.113.77',
  ]);
});

test('rights are kept beside a login that nobody is asked for: tables are named, and none lies open', async () => {
  const { facts, inventory } = await play(stateOf('anonymous-limited'));
  expect(facts?.access).toMatchObject({ proved: 'metadata', filtered: true, securityLayer: 'present' });
  expect(inventory?.collections.map(({ records, state, fields }) => [records, state, fields.length])).toEqual([
    [null, ['not-readable'], 0],
    [null, ['not-readable'], 0],
  ]);
});
