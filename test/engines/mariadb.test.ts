import { describe, expect, test } from 'vitest';
import { productOf } from '../../src/families/mysql/claims.ts';
import { answerLength, greetingLength, readAnswer, readGreeting } from '../../src/families/mysql/handshake.ts';
import { mysqlRequests } from '../../src/families/mysql/index.ts';
import { judge } from '../../src/families/mysql/logins.ts';
import { readResult, resultLength } from '../../src/families/mysql/results.ts';
import { rightsOf } from '../../src/families/mysql/rights.ts';
import { withoutHashes } from '../../src/families/mysql/tells.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('mariadb');

const stateOf = (state: string) => transcriptOf('mariadb', state);

describe('access', () => {
  test('root, an account without a name, and nobody’s account at all are three things', async () => {
    const seen: unknown[] = [];
    for (const state of ['10.11-open', '10.11-anonymous-limited', '10.11-skip-grant', '10.11-locked']) {
      const { account, anonymousAccount, accountsUnchecked } = (await play(stateOf(state))).facts?.settings ?? {};
      seen.push([account, anonymousAccount, accountsUnchecked]);
    }
    expect(seen).toEqual([
      ['root', false, false],
      ['anonymous', true, false],
      ['any', false, true],
      [null, false, null],
    ]);
  });

  test('every handshake is finished, also one that only identifies, and root is asked for once', async () => {
    const { exchanges } = await play(stateOf('10.11-locked'));
    expect(exchanges.filter(({ engine }) => engine === 'mariadb').map(({ name }) => name)).toEqual([
      'greeting',
      'control',
      'root',
    ]);
    const { exchanges: open } = await play(stateOf('10.11-tls'));
    expect(open.filter(({ safety }) => safety === 'login').map(({ name }) => name)).toEqual(['root']);
    expect(open.find(({ name }) => name === 'control')?.params).toMatchObject({ within: 'tls' });
  });

  test('a refusal is told by its number, and our own address does not stay in it', async () => {
    const refused = (code: number, message = '') => judge({ code, state: null, message }, 3).protection;
    expect([1045, 1698, 4151, 1130, 1129, 1040].map((code) => refused(code))).toEqual([
      'authentication',
      'authentication',
      'authentication',
      'network',
      null,
      null,
    ]);
    const { facts, exchanges } = await play(stateOf('10.11-guarded'));
    expect(facts?.access).toMatchObject({ protection: 'network', proved: 'none' });
    expect(exchanges.filter(({ engine }) => engine === 'mariadb')).toHaveLength(1);
    const { exchanges: locked } = await play(stateOf('10.11-locked'));
    expect(locked.at(-1)?.told).toBe("error 1045 (28000): Access denied for user 'root'@'…' (using password: NO)");
  });

  test('a server that blocks our host is asked nothing more, and is no verdict', async () => {
    const said = Buffer.from("\u00FFi\u0004Host '198.51.100.7' is blocked because of many connection errors", 'latin1');
    const hex = Buffer.concat([Uint8Array.of(said.length, 0, 0, 0), said, Buffer.from(" in MariaDB's list")]);
    hex[0] = hex.length - 4;
    const guarded = stateOf('10.11-guarded');
    const blocked = {
      ...guarded,
      exchanges: guarded.exchanges.map((one) => ({ ...one, answer: { hex: hex.toString('hex') } })),
    };
    const { facts, exchanges } = await play(blocked);
    expect(facts?.access).toMatchObject({ proved: 'unknown', protection: null });
    expect(facts?.access.reason).toContain('blocks this host');
    expect(exchanges.filter(({ engine }) => engine === 'mariadb')).toHaveLength(1);
  });
});

describe('the control', () => {
  const open = stateOf('10.11-open');
  /** The open server, but that it answers the question about a table that cannot exist otherwise. */
  const answering = (hex: string) => ({
    ...open,
    exchanges: open.exchanges.map((one) => (one.name === 'control-table' ? { ...one, answer: { hex } } : one)),
  });

  test('a server that reads a table that cannot exist is believed in nothing', async () => {
    const row = open.exchanges.find(({ name }) => name === 'row')?.answer;
    const { facts, inventory } = await play(answering(row !== undefined && 'hex' in row ? row.hex : ''));
    expect(facts?.access).toMatchObject({ control: 'failed', proved: 'unknown', capabilities: [], anonymous: null });
    expect(facts?.access.reason).toContain('honeypot');
    expect(inventory).toBeNull();
  });

  test('where it was not settled, nothing follows, and the reason is said', async () => {
    const { facts } = await play(answering('0e000001ffb50423485930303074696d656f'));
    expect(facts?.access).toMatchObject({ control: 'not-asked', proved: 'unknown', protection: null });
    expect(facts?.access.reason).toContain('cannot exist with: 1205');
  });
});

describe('what may be done, by SHOW GRANTS', () => {
  const levelOf = (...lines: string[]) => {
    const { level, files, readsAll } = rightsOf(lines.map((line) => `GRANT ${line} TO \`x\`@\`%\``));
    return `${level}${files ? ' files' : ''}${readsAll ? ' all' : ''}`;
  };

  test('an administrator, a writer and a reader', () => {
    expect(levelOf('ALL PRIVILEGES ON *.*')).toBe('admin files all');
    expect(levelOf('SELECT, FILE ON *.*')).toBe('none files all');
    expect(levelOf('INSERT ON `mysql`.*')).toBe('admin');
    expect(levelOf('USAGE ON *.*', 'SELECT, INSERT ON `sho\\_p`.*')).toBe('write');
    expect(levelOf('SELECT (`a`, `INSERT`), UPDATE (`b`) ON `shop`.`t`')).toBe('write');
    expect(levelOf('SELECT ON `shop`.*', '`reader`@`%`', "PROXY ON ''@''", 'EXECUTE ON PROCEDURE `a`.`b`')).toBe(
      'none',
    );
    expect(levelOf('SELECT ON `a`.`ALL PRIVILEGES ON *.*`')).toBe('none');
  });

  test('hashes of passwords do not leave the answer', () => {
    expect(withoutHashes("GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*6BB4837EB74'")).toBe(
      "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '…'",
    );
  });
});

test('names of products, as they say them', () => {
  const name = (said: string) => {
    const { engine, name: product, version, build } = productOf(said);
    return `${engine}: ${product} ${version} ${build}`;
  };
  expect(name('5.5.5-10.11.6-MariaDB-0+deb12u1')).toBe('mariadb: MariaDB 10.11.6 0+deb12u1');
  expect(name('11.4.2-MariaDB-log')).toBe('mariadb: MariaDB 11.4.2 null');
  expect(name('8.0.36')).toBe('mysql: MySQL 8.0.36 null');
  expect(name('5.6.14-log')).toBe('mysql: MySQL 5.6.14 null');
  expect(name('8.0.11-TiDB-v7.5.0')).toBe('tidb: TiDB 7.5.0 null');
  expect(name('8.0.mysql_aurora.3.04.1')).toBe('mysql: Aurora MySQL null null');
  expect(name('5.7.25-OceanBase-v4.2.1.0')).toBe('mysql: OceanBase null null');
});

describe('inventory', () => {
  test('a ransom note is confirmed by three answers of yes or no, and no text is read', async () => {
    const { inventory, exchanges } = await play(stateOf('10.11-ransom'));
    expect(inventory?.signs).toMatchObject([
      { certainty: 'confirmed', because: ['name', 'few-documents', 'payment-address', 'recovery-offer'] },
    ]);
    expect(exchanges.find(({ name }) => name === 'note')?.told).toBe('1 row: 1 | 0 | 1');
  });

  test('people are known by an index; no table is read', async () => {
    const { measurement } = await play(stateOf('10.11-crowd'), {
      measure: { collection: 'shop.members', field: 'email' },
    });
    expect(measurement?.distinct).toBe(17_000);
  });

  test('no name can leave its place in a statement', () => {
    const evil = "x`'; DROP TABLE users; --";
    const sent = (name: 'row' | 'distinct') =>
      Buffer.from(mysqlRequests[name].encode({ database: evil, table: evil, field: evil }))
        .toString('latin1')
        .slice(5);
    expect(sent('row')).toBe("SELECT 1 FROM `x``'; DROP TABLE users; --`.`x``'; DROP TABLE users; --` LIMIT 1");
    expect(sent('distinct')).not.toContain('DROP');
  });
});

describe('the wire', () => {
  const text = (words: string) => Buffer.from(words, 'latin1');

  test('what is no greeting is refused by its first bytes', () => {
    for (const words of [
      'SSH-2.0-OpenSSH_9.2',
      '220 ready\r\n',
      'INFO {"a":1}',
      'HTTP/1.1 400',
      '\x05\0\0\0\x0b\x08\x05\x1a\0',
    ])
      expect(() => greetingLength(text(words)), words).toThrow('no greeting');
    expect(greetingLength(text('\x64\0\0\0'))).toBeUndefined();
    expect(readGreeting(text('\x03\0\0\0\x0a8\0'))).toBeNull();
  });

  test('another method is asked for, and answered in its own way', () => {
    const asks = text('\x16\0\0\x02\xfecaching_sha2_password');
    expect(answerLength(asks)).toBe(asks.length);
    expect(readAnswer(asks)).toEqual({ kind: 'asks', method: 'caching_sha2_password', sequence: 3 });
    expect([...mysqlRequests.answer.encode({ sequence: 3, method: 'caching_sha2_password' })]).toEqual([1, 0, 0, 3, 0]);
    expect([...mysqlRequests.answer.encode({ sequence: 3, method: 'client_ed25519' })]).toEqual([0, 0, 0, 3]);
    // The password was known already: the word that we are in comes behind it.
    expect(answerLength(text('\x02\0\0\x02\x01\x03'))).toBeUndefined();
    expect(() => answerLength(text('\x02\0\0\x02\x2a\x03'))).toThrow('no answer to a login');
  });

  test('a server that asks for a file of ours, or lies about its columns, is no answer', () => {
    expect(() => resultLength(text('\x08\0\0\x01\xfb/etc/pw'))).toThrow('asks for a file');
    expect(() => resultLength(text('\x09\0\0\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff'))).toThrow('cannot be');
    expect(() => resultLength(text('\xff\xff\xff\x01\x01'))).toThrow('nothing here is answered with');
    expect(readResult(text('\x01\0\0\x01\x01'))).toBeNull();
  });
});
