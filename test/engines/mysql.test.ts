import { expect, test } from 'vitest';
import { mysqlRequests } from '../../src/families/mysql/index.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('mysql');

const stateOf = (state: string) => transcriptOf('mysql', state);

test('where another method is asked for, the handshake goes on to its end, within TLS', async () => {
  const { exchanges, facts } = await play(stateOf('8.4.3-locked'));
  // The greeting was heard for MariaDB's engine first: the connection went over to this one.
  const own = exchanges.filter(({ engine }) => engine === 'mysql');
  expect(own.map(({ name, told }) => `${name}: ${told}`)).toEqual([
    'tls: null',
    'control: another method is asked for: sha256_password',
    "answer: error 1045 (28000): Access denied for user 'unl-0000000000000000'@'…' (using password: NO)",
    'root: another method is asked for: caching_sha2_password',
    "answer: error 1045 (28000): Access denied for user 'root'@'…' (using password: NO)",
  ]);
  expect(facts?.settings).toMatchObject({ within: 'tls', authentication: 'caching_sha2_password', rootAsked: true });
});

test('TLS that is offered and cannot be agreed on is tried once; an empty password is no secret, and goes without', async () => {
  const { exchanges, facts } = await play(stateOf('5.6.14-tls'));
  const own = exchanges.filter(({ engine }) => engine === 'mysql').map(({ name }) => name);
  expect(own.slice(0, 3)).toEqual(['tls', 'control-plain', 'root-plain']);
  expect(facts?.settings).toMatchObject({ within: 'no-tls', account: 'root' });
  expect(facts?.notes.join()).toContain('could not be agreed on');
});

test('a session that was let in is left with COM_QUIT, and a refused one with nothing', () => {
  const { root, answer } = mysqlRequests;
  const ok = Buffer.from('07000004000000020000', 'hex');
  const farewell = (said: Buffer) => root.farewell?.(said);
  expect(farewell(Buffer.concat([ok, Buffer.of(0)]))).toEqual(Buffer.from('0100000001', 'hex'));
  expect(farewell(Buffer.from('09000002ff15042332383030', 'hex'))).toBeNull();
  expect(answer.farewell).toBe(root.farewell);
});

test('MySQL 8 is kept from writing the statistics that were read; replicas and clients outside are seen', async () => {
  const { exchanges, inventory, facts } = await play(stateOf('8.4.3-open'));
  const names = exchanges.filter(({ engine }) => engine === 'mysql').map(({ name }) => name);
  expect(names.indexOf('statistics-uncached')).toBeGreaterThan(0);
  expect(names.indexOf('statistics-uncached')).toBeLessThan(names.indexOf('tables'));
  expect(inventory?.egress.map(({ kind, location }) => `${kind} ${location}`)).toEqual([
    'replica 198.51.100.9:3306',
    'client 203.0.113.0/24',
  ]);
  expect(facts?.settings).toMatchObject({ hostFiles: 'folder', readOnlyBy: 'session' });
  expect(facts?.service.identity).toEqual({ serverUuid: '3f0c4a51-9a3b-11ef-8b1d-0242ac120002' });
});
