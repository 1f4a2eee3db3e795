import { describe, expect, test } from 'vitest';
import { isRefused } from '../../src/engines/ldap/access.ts';
import { clientsIn } from '../../src/engines/ldap/inventory.ts';
import { isContainer, kindOf, splitName } from '../../src/engines/ldap/names.ts';
import { type Answer, answerLength, CODE, readMessages, search } from '../../src/engines/ldap/protocol.ts';
import { readRoot } from '../../src/engines/ldap/root.ts';
import { element, elementAt, elementsIn, integer, numberOf, octets } from '../../src/wire/ber.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('ldap');

const stateOf = (state: string) => transcriptOf('ldap', state);

test('containers are counted, who stands beside them is told by the kind of name, and no value of an entry was asked for', async () => {
  const { inventory, exchanges } = await play(stateOf('2.5.13-open'));
  expect(new Set(inventory?.collections.map(({ name, records }) => `${name} ${records}`))).toEqual(
    new Set([
      'ou=people,dc=lab,dc=test 40',
      'ou=groups,dc=lab,dc=test 3',
      'ou=devices,dc=lab,dc=test 1',
      'uid=*,dc=lab,dc=test 1',
    ]),
  );
  const told = exchanges
    .filter(({ engine }) => engine === 'ldap')
    .map((exchange) => `${exchange.request} ${exchange.told}`);
  expect(told.join('\n')).not.toMatch(/@|backup/);
  expect(inventory?.settings).toMatchObject({ passwordsShown: false, entries: null });
});

test('a search that is cut at its bound is told as at least', async () => {
  const { inventory } = await play(stateOf('2.5.13-crowd'));
  expect(inventory?.notes.join()).toContain('ou=people,dc=lab,dc=test: more than are counted, 499 at least');
});

test('hashes of passwords are told by their attribute, and the statistics tell version, entries and clients', async () => {
  const { facts, inventory } = await play(stateOf('2.5.13-passwords'));
  expect(facts?.settings).toMatchObject({ product: 'OpenLDAP', monitorShown: true, anonymousBind: true });
  expect(inventory?.settings).toMatchObject({ passwordsShown: true, entries: 49 });
  expect(inventory?.egress.every(({ kind }) => kind === 'client')).toBe(true);
});

test('that sessions without a name are refused does not close a directory', async () => {
  const { facts } = await play(stateOf('2.5.13-unbound'));
  expect(facts?.settings['anonymousBind']).toBe(false);
  expect(facts?.access).toMatchObject({ proved: 'read', protection: 'authentication', filtered: true });
});

test('a directory that hides its own names is said to do so', async () => {
  expect((await play(stateOf('2.5.13-hidden'))).facts?.notes.join()).toContain(
    'hide them from visitors, or they are empty',
  );
});

describe('messages', () => {
  const message = (tag: number, ...contents: Uint8Array[]) => element(0x30, integer(1), element(tag, ...contents));
  const done = (code: number, words = '') => message(0x65, integer(code, 0x0a), octets(''), octets(words));
  const entry = (name: string) =>
    message(0x64, octets(name), element(0x30, element(0x30, octets('Mail'), element(0x31, octets('a'), octets('b')))));

  test('an answer ends with its last message', () => {
    const whole = Buffer.concat([entry('dc=a'), entry('dc=b'), done(CODE.sizeLimit, 'enough')]);
    expect(answerLength(Buffer.concat([whole, entry('dc=c')]))).toBe(whole.length);
    for (let length = 0; length < whole.length; length += 1)
      expect(answerLength(whole.subarray(0, length))).toBeUndefined();
    expect(readMessages(whole)).toMatchObject({
      code: 4,
      message: 'enough',
      entries: [{ name: 'dc=a' }, { name: 'dc=b' }],
    });
    expect(readMessages(whole).entries[0]?.attributes).toEqual(new Map([['mail', ['a', 'b']]]));
  });

  test.for([
    Buffer.from('HTTP/1.1 400'),
    Buffer.from('3080', 'hex'),
    Buffer.from('3085ffffffffff', 'hex'),
    Buffer.from('3084ffffffff', 'hex'),
    Buffer.from('1f8101', 'hex'),
    Buffer.from('30050201016600', 'hex'),
    Buffer.from('3003040101', 'hex'),
    Buffer.from('3000', 'hex'),
  ])('%# is none of them', (bytes) => {
    expect(() => answerLength(bytes)).toThrow(RangeError);
  });

  test('what the question is made of', () => {
    const asked = search({ base: 'dc=lab', scope: 'one', most: 500, typesOnly: true, attributes: ['1.1'] });
    expect(Buffer.from(asked).toString('hex')).toBe(
      '3031020101632c040664633d6c61620a01010a0100020201f40201050101ff870b6f626a656374436c61737330050403312e31',
    );
  });

  test('long and short elements', () => {
    const long = element(4, Buffer.alloc(70_000));
    expect(elementAt(long, 0)).toMatchObject({ tag: 4, end: long.length });
    expect(elementsIn(Buffer.concat([octets('a'), octets('b'), Buffer.of(4, 9)])).length).toBe(2);
    expect([0, 127, 128, 65_536, 2 ** 31 - 1].map((value) => numberOf(elementAt(integer(value), 0)))).toEqual([
      0,
      127,
      128,
      65_536,
      2 ** 31 - 1,
    ]);
    expect(numberOf(elementAt(Buffer.of(2, 1, 0xff), 0))).toBeNull();
  });
});

const answer = (code: number, message = ''): Answer => ({
  exchange: 0,
  code,
  message,
  entries: [],
  failed: null,
  said: '',
});

test.for<[string, Answer, boolean]>([
  [
    'Active Directory',
    answer(
      1,
      '000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563',
    ),
    true,
  ],
  ['another error of operation', answer(1, 'out of luck'), false],
  ['389 Directory Server', answer(48, 'Anonymous access is not allowed.'), true],
  ['an order to log in', answer(53, 'authentication required'), true],
  ['unwilling for another reason', answer(53, 'shadow context; no update referral'), false],
  ['no right', answer(50), true],
  ['nothing there', answer(32), false],
  ['busy', answer(51), false],
])('a refusal or not: %s', ([, said, refused]) => {
  expect(isRefused(said)).toBe(refused);
});

describe('names', () => {
  test('the first part ends at a comma that is none of it', () => {
    expect(splitName('cn=Smith\\, John,ou=people')).toEqual({ first: 'cn=Smith\\, John', rest: 'ou=people' });
    expect(splitName('cn="Smith, John", ou=people')).toEqual({ first: 'cn="Smith, John"', rest: 'ou=people' });
    expect(splitName('dc=lab')).toEqual({ first: 'dc=lab', rest: '' });
  });

  test('a person is named by the kind of name alone', () => {
    expect(kindOf('uid=jane,ou=people,dc=lab')).toBe('uid=*,ou=people,dc=lab');
    expect(isContainer('cn=Users,dc=corp', true)).toBe(true);
    expect(isContainer('cn=Jane Roe,dc=corp', false)).toBe(false);
    expect(isContainer('uid=jane,dc=corp', true)).toBe(false);
  });
});

test.for<[string, Record<string, string[]>]>([
  ['OpenLDAP', { objectclass: ['top', 'OpenLDAProotDSE'] }],
  ['389 Directory Server', { vendorname: ['389 Project'], vendorversion: ['389-Directory/2.3.1 B2022.300.0000'] }],
  ['Active Directory', { forestfunctionality: ['7'] }],
  ['LDAP', {}],
])('%s is known by its root', ([product, attributes]) => {
  const root = readRoot({ name: '', attributes: new Map(Object.entries(attributes)) });
  expect(root?.product).toBe(product);
});

test('of its names those of the server itself are left out, and a named entry is no root', () => {
  const attributes = new Map([
    ['namingcontexts', ['dc=lab', 'cn=config', 'CN=Schema,CN=Configuration,DC=corp', 'cn=changelog']],
  ]);
  expect(readRoot({ name: '', attributes })?.contexts).toEqual(['dc=lab']);
  expect(readRoot({ name: 'dc=lab', attributes })).toBeNull();
  expect(readRoot(undefined)).toBeNull();
});

test('clients by their networks, without us', () => {
  const of = (address: string, executing = '0') => ({
    name: 'cn=Connection',
    attributes: new Map([
      ['monitorconnectionpeeraddress', [address]],
      ['monitorconnectionopsexecuting', [executing]],
    ]),
  });
  const entries = [
    of('IP=203.0.113.7:51234'),
    of('IP=[2001:db8::9]:389'),
    of('PATH=/run/ldapi'),
    of('IP=192.0.2.1:1', '1'),
  ];
  expect(clientsIn(entries).map(({ location }) => location)).toEqual(['2001:db8::/48', '203.0.113.0/24']);
});
