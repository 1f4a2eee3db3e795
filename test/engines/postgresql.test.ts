import { describe, expect, test } from 'vitest';
import { lookAround } from '../../src/engines/postgresql/around.ts';
import { productOf } from '../../src/engines/postgresql/claim.ts';
import { protectionOf } from '../../src/engines/postgresql/enter.ts';
import { distinctOf } from '../../src/engines/postgresql/measure.ts';
import { type PostgresChannel, requests } from '../../src/engines/postgresql/requests.ts';
import { rowsOf } from '../../src/engines/postgresql/tables.ts';
import { answerLength, messagesOf, openingLength, readOpening } from '../../src/engines/postgresql/wire.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';

contractOf('postgresql');

const stateOf = (state: string) => transcriptOf('postgresql', state);

describe('access', () => {
  test('a guard by address, a password, a client certificate and a missing account are four things', async () => {
    const seen: unknown[] = [];
    for (const state of ['18.3-guarded', '18.3-locked', '18.3-certificate', '18.3-no-account']) {
      const { facts } = await play(stateOf(state));
      seen.push([facts?.access.protection, facts?.settings['authentication'], facts?.settings['trust']]);
    }
    expect(seen).toEqual([
      ['network', null, false],
      ['authentication', 'scram-sha-256', false],
      ['client-certificate', null, false],
      [null, null, true],
    ]);
  });

  test('a refusal is told by its code, its file and the server’s own function, in whatever language', () => {
    const refused = (code: string, message: string, routine: string | null) =>
      protectionOf({ kind: 'refused', trusted: false, error: { code, message, routine } }, true);
    expect(refused('28000', 'kein pg_hba.conf-Eintrag für Host »203.0.113.7«', 'ClientAuthentication')).toBe('network');
    expect(refused('28000', 'Verbindung erfordert ein gültiges Client-Zertifikat', 'ClientAuthentication')).toBe(
      'client-certificate',
    );
    expect(refused('28P01', 'Passwort-Authentifizierung fehlgeschlagen', 'auth_failed')).toBe('authentication');
    expect(refused('53300', 'zu viele Verbindungen', 'InitProcess')).toBeNull();
  });

  test('a password that is asked for is never given: the last thing sent is a startup message', async () => {
    for (const state of ['18.3-locked', '18.3-pgbouncer-locked']) {
      const { exchanges } = await play(stateOf(state));
      expect(exchanges.filter(({ name }) => name !== 'ssl').map(({ safety }) => safety)).not.toContain('login');
      expect(exchanges.at(-1)?.request).toMatch(/^startup: user postgres, database postgres/);
    }
  });

  test('sessions are read-only by their own word; behind a pooler, and where options are not taken, each statement is', async () => {
    for (const [state, by] of [
      ['18.3-open', 'session'],
      ['9.6.24-open', 'session'],
      ['18.3-pgbouncer', 'statement'],
      ['pglite-open', 'statement'],
    ] as const) {
      const { facts } = await play(stateOf(state));
      expect(facts?.settings['readOnlyBy'], state).toBe(by);
      const statements = stateOf(state).exchanges.filter(({ sent }) => sent.startsWith('51'));
      const after = statements.filter(({ name }) => name !== 'whoami');
      const guarded = after.filter(({ sent }) => Buffer.from(sent, 'hex').includes('SET TRANSACTION READ ONLY'));
      expect(guarded.length, state).toBe(by === 'session' ? 0 : after.length);
    }
  });

  test('names of products, as they say them', () => {
    const none = new Map<string, string>();
    const name = (banner: string, parameters: ReadonlyMap<string, string> = none) => {
      const { name: product, version } = productOf(banner, parameters);
      return `${product} ${version}`;
    };
    expect(name('PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu')).toBe('PostgreSQL 15.20');
    expect(name('PostgreSQL 18.6 (PGlite 0.5.14) on wasm32-unknown-emscripten')).toBe('PGlite 18.6');
    expect(name('CockroachDB CCL v23.1.3 (x86_64-pc-linux-gnu, built 2023/06/02)')).toBe('CockroachDB 23.1.3');
    expect(name('PostgreSQL 15.2-YB-2.25.0.0-b0 on x86_64-pc-linux-gnu')).toBe('YugabyteDB null');
    expect(name('PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build) on x86_64')).toBe('Greenplum null');
    expect(name('PostgreSQL 14.0', new Map([['crate_version', '5.9.1']]))).toBe('CrateDB null');
  });
});

describe('inventory', () => {
  test('tables that may not be read are named, and nothing of them is counted', async () => {
    const { inventory, facts } = await play(stateOf('18.3-anonymous-limited'));
    expect(facts?.access).toMatchObject({ inferred: 'read', filtered: true, anonymous: { user: 'postgres' } });
    expect(inventory?.collections.map(({ name, records, state }) => [name, records, state.length])).toEqual([
      ['shop.internal_customers', null, 1],
      ['shop.public_catalogue', 80, 0],
      ['shop.public_people', 120, 0],
    ]);
  });

  test('a ransom note is confirmed by three answers of yes or no, and no text is read', async () => {
    const { inventory, exchanges } = await play(stateOf('18.3-ransom'));
    expect(inventory?.signs).toMatchObject([
      {
        kind: 'ransom-note',
        certainty: 'confirmed',
        because: ['name', 'few-documents', 'payment-address', 'recovery-offer'],
      },
    ]);
    expect(exchanges.find(({ name }) => name === 'note')?.told).toBe('1 row: t | f | t');
  });

  test('people are known by the planner and by unique indices; no table is read', async () => {
    const measured = async (state: string, collection: string, field: string) => {
      const { measurement } = await play(stateOf(state), { measure: { collection, field } });
      return measurement?.distinct ?? measurement?.skipped;
    };
    expect(await measured('18.3-open', 'shop.users', 'owner_email')).toBe(2_400);
    expect(Number(await measured('18.3-crowd', 'shop.members', 'email'))).toBeCloseTo(17_000, -3);
  });

  test('rows by what the server keeps, and shares of them', () => {
    expect([rowsOf(-1, 50), rowsOf(0, 7), rowsOf(120, 119), rowsOf(0, 0), rowsOf(-1, 0)]).toEqual([
      50,
      7,
      120,
      0,
      null,
    ]);
    expect(distinctOf(-1, 0, 2_400, false)).toBe(2_400);
    expect(distinctOf(-0.25, 0.5, 1_000, false)).toBe(250);
    expect(distinctOf(97, 0, 1_000, false)).toBe(97);
    expect(distinctOf(null, 0.1, 1_000, true)).toBe(900);
    expect(distinctOf(null, 0, 1_000, false)).toBeNull();
  });
});

describe('around', () => {
  /** A server's answer to a statement: one column of text for each cell. */
  const rowsAnswer = (rows: readonly (readonly (string | null)[])[]): Uint8Array => {
    const message = (type: string, body: Buffer) => {
      const head = Buffer.alloc(5);
      head.write(type);
      head.writeInt32BE(4 + body.length, 1);
      return Buffer.concat([head, body]);
    };
    const cell = (text: string | null) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(text === null ? -1 : Buffer.byteLength(text));
      return text === null ? length : Buffer.concat([length, Buffer.from(text)]);
    };
    const data = rows.map((row) => message('D', Buffer.concat([Buffer.from([0, row.length]), ...row.map(cell)])));
    return Buffer.concat([...data, message('C', Buffer.from('SELECT\0')), message('Z', Buffer.from('I'))]);
  };
  const channelOf = (answers: Readonly<Record<string, readonly (readonly (string | null)[])[]>>) =>
    ({
      ask: (name: string) =>
        Promise.resolve({ ok: true, kind: 'bytes', exchange: 7, bytes: rowsAnswer(answers[name] ?? []) }),
    }) as unknown as PostgresChannel;

  test('replicas, the server above, foreign servers and clients: where they lead, and networks instead of persons', async () => {
    const { egress, settings, proofs } = await lookAround(
      channelOf({
        replicas: [
          ['standby1', '198.51.100.9', 'streaming'],
          ['local', null, 'streaming'],
        ],
        upstream: [['primary.example', '5432']],
        foreign: [
          ['warehouse', 'postgres_fdw', '203.0.113.5', '5433'],
          ['files', 'file_fdw', null, null],
        ],
        clients: [['203.0.113.77'], ['2001:db8:1:2::9']],
        slots: [['gone', 'physical', 'f']],
        settings: [
          ['listen_addresses', 'localhost, 0.0.0.0'],
          ['log_connections', 'off'],
        ],
      }),
      'session',
    );
    expect(egress.map(({ kind, location, host }) => `${kind} ${location} ${host}`)).toEqual([
      'replica 198.51.100.9 streaming 198.51.100.9',
      'member primary.example:5432 primary.example',
      'remote-cluster 203.0.113.5:5433 203.0.113.5',
      'remote-cluster null null',
      'client 203.0.113.0/24 203.0.113.77',
      'client 2001:db8:1::/48 2001:db8:1:2::9',
    ]);
    expect(settings).toMatchObject({ replicas: 1, foreignServers: 2, clients: 2, replicationSlots: 1 });
    expect(settings).toMatchObject({ bindAny: true, logsConnections: false, passwordEncryption: null });
    expect(proofs).toMatchObject({ replicas: [7], clients: [7], 'remote-clusters': [7] });
  });
});

describe('the wire', () => {
  test('no name can leave its place in a statement', () => {
    const evil = `x"'; DROP TABLE users; --`;
    const sent = (name: 'row' | 'distinct') =>
      Buffer.from(requests[name].encode({ schema: evil, table: evil, field: evil }))
        .toString('latin1')
        .slice(5, -1);
    expect(sent('row')).toBe(`SELECT 1 FROM "x""'; DROP TABLE users; --"."x""'; DROP TABLE users; --" LIMIT 1`);
    expect(sent('distinct')).not.toContain('DROP');
  });

  test('what is no message of the protocol, or claims a length that cannot be, is refused at once', () => {
    const text = (words: string) => Buffer.from(words, 'latin1');
    for (const bytes of [
      'HTTP/1.1 400 Bad Request',
      '+PONG\r\n',
      'R\xff\xff\xff\xff',
      'R\0\0\0\x01',
      'E\x7f\xff\xff\xff',
    ]) {
      expect(() => openingLength(text(bytes)), bytes).toThrow(/no message of this protocol|a length that cannot be/);
    }
    expect(answerLength(text('Z\0\0\0\x05'))).toBeUndefined();
    expect([...messagesOf(text('Z\0\0\0\x05I'))]).toHaveLength(1);
    expect(readOpening(text('Z\0\0\0\x05I'))).toBeNull();
  });
});
