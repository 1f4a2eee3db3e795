import { expect, test } from 'vitest';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('elasticsearch');

const stateOf = (state: string) => transcriptOf('elasticsearch', state);

test('what stands around the data: web pages, remote clusters, followers, snapshots, clients, members', async () => {
  const { inventory } = await play(stateOf('9.1.4-open'));
  expect(inventory?.egress.map(({ kind, location }) => `${kind} ${location}`)).toEqual([
    'member 172.18.0.2:9200',
    'member 172.18.0.2:9300',
    'remote-cluster 198.51.100.7:9443',
    'follower eu:customers',
    'snapshot-repository s3 nightly-backups',
    'client 198.51.100.0/24',
  ]);
  expect(inventory?.settings).toMatchObject({
    corsAny: true,
    remoteClusters: 1,
    followers: 1,
    snapshotRepositories: 1,
    httpClients: 1,
  });
});

test('data streams are one collection, aliases stand beside their index, the system keeps its own', async () => {
  const { inventory } = await play(stateOf('9.1.4-open'));
  const told = inventory?.collections.map(({ name, kind, system, aliases }) => ({ name, kind, system, aliases }));
  expect(told).toEqual([
    { name: '.internal.alerts-default.alerts-default-000001', kind: 'index', system: true, aliases: [] },
    { name: 'customers', kind: 'index', system: false, aliases: ['people'] },
    { name: 'logs-web-default', kind: 'data-stream', system: false, aliases: [] },
  ]);
});

test('an open cluster takes eleven requests up to its inventory', async () => {
  const { exchanges } = await play(stateOf('8.4.3-crowd'));
  expect(exchanges.length).toBeLessThanOrEqual(11);
});

test('the transport port is told, and what a node may do there is not tried', async () => {
  const { facts, exchanges } = await play(stateOf('8.4.3-transport'));
  expect(facts?.settings).toEqual({ role: 'transport', transportKeepAlive: true });
  expect(exchanges.map(({ name }) => name)).toEqual(['root', 'transport-ping']);
});

test('a ransom note is confirmed by what it says, without a record being read', async () => {
  const { inventory, exchanges } = await play(stateOf('8.4.3-ransom'));
  expect(inventory?.signs).toMatchObject([{ kind: 'ransom-note', certainty: 'confirmed' }]);
  expect(exchanges.some(({ safety }) => safety === 'sample')).toBe(false);
});
