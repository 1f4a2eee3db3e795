import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TlsFacts } from '../../../src/model/channel.ts';
import { report as schema } from '../../../src/model/report.ts';
import { audited, endpoint, observation } from '../../kit/observations.ts';
import { OPEN, render, reportOf } from '../../kit/reports.ts';

const SECURE: TlsFacts = {
  version: 'TLSv1.3',
  cipher: null,
  certificate: null,
  trusted: false,
  trustError: null,
  nameMatches: null,
  clientCertificateRequested: false,
};

describe('the report', () => {
  it('keeps its published schema', () => {
    const refused = {
      target: '203.0.113.9',
      source: null,
      host: '203.0.113.9',
      address: '203.0.113.9',
      port: null,
      code: 'c',
      reason: 'r',
      required: true,
    };
    const missed = {
      target: 'later:9200',
      source: { file: 'targets.txt', line: 3 },
      host: 'later',
      port: 9200,
      reason: 'not asked',
    };
    const run = audited({
      observations: [OPEN, observation({ outcome: 'unreachable', facts: null })],
      refusals: [refused],
      notReached: [missed],
    });
    expect(schema.parse(JSON.parse(JSON.stringify(reportOf(run))))).toMatchObject({
      summary: { endpoints: 4, tried: 2 },
    });
  });

  it('counts data that is not the system’s, and classes by the records of their collections', () => {
    const [open] = reportOf(audited({ observations: [OPEN] })).endpoints;
    expect(open?.data).toMatchObject({
      records: 1200,
      people: 1150,
      peopleField: 'customers.email',
      classes: [
        { class: 'email', family: 'contact', records: 1200, distinct: 1150, collections: 1 },
        { class: 'height', family: 'health', records: 1200, distinct: null, collections: 1 },
      ],
    });
    expect(open?.data?.collections[0]?.fields[0]).toEqual({
      name: 'email',
      type: 'keyword',
      class: 'email',
      basis: 'name',
      distinct: 1150,
    });
  });

  it('adds a store up once, whichever of its nodes are listed, and never adds up people', () => {
    const second = { ...OPEN, endpoint: endpoint({ port: 9201 }), inventoryFrom: '127.0.0.1:9200' };
    const other = { ...OPEN, endpoint: endpoint({ port: 9300 }) };
    expect(reportOf(audited({ observations: [OPEN, second, other] })).summary).toMatchObject({
      stores: 2,
      records: 2400,
      people: 1150,
    });
  });

  it('orders the response by urgency and names no action twice', () => {
    const { response } = reportOf(audited({ observations: [OPEN] }));
    expect(response.filter((step) => step.class !== 'any')).toEqual([
      { class: 'height', action: 'Notify', why: 'health', owner: 'legal and privacy', records: 1200 },
      {
        class: 'email',
        action: 'Warn of phishing',
        why: 'addresses can be written to',
        owner: 'customer support',
        records: 1200,
      },
    ]);
    expect(response[0]?.action).toContain('Keep the evidence');
    expect(response.at(-1)?.action).toContain('Audit every other datastore');
    expect(reportOf(audited({ observations: [observation({ outcome: 'protected' })] })).response).toEqual([]);
  });

  it('is the same bytes for the same facts', async () => {
    expect(await render(reportOf(audited({ observations: [OPEN] })), 'json')).toBe(
      await render(reportOf(audited({ observations: [OPEN] })), 'json'),
    );
  });
});

describe('formats', () => {
  it('json is the report', async () => {
    const report = reportOf(audited({ observations: [OPEN] }));
    expect(JSON.parse(await render(report, 'json'))).toEqual(report);
  });

  it('jsonl has one object a line, the summary last', async () => {
    const lines = (await render(reportOf(audited({ observations: [OPEN] })), 'jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      'audit',
      'endpoint',
      'finding',
      ...Array.from({ length: 7 }, () => 'response'),
      'summary',
    ]);
  });

  it('table says what is open, what is in it, why, what to do, and the verdict', async () => {
    const silent = observation({
      outcome: 'inconclusive',
      reason: 'it said nothing for 3 s',
      facts: null,
      endpoint: endpoint({ port: 9201 }),
    });
    const text = await render(reportOf(audited({ observations: [OPEN, silent] })), 'table');
    expect(text).toContain('CRITICAL 127.0.0.1:9200  elasticsearch 6.8.23');
    expect(text).toContain('read proved, admin inferred (not tried)');
    expect(text).toContain('1,200 records in 1 collection, about 1,150 people (distinct customers.email)');
    expect(text).toMatch(/customers +1,200 +4\.1 kB +email, height/);
    expect(text).toContain('no field like: password (by field names; contents not read)');
    expect(text).toContain('proof  GET /customers/_count');
    expect(text).toMatch(/inconclusive +127\.0\.0\.1:9201 +it said nothing for 3 s/);
    expect(text).toContain('Gate failed: findings, unassessed (--fail-on high), exit code 1');
  });

  it('table never says "no field like" of fields that nobody could read', async () => {
    const { inventory } = OPEN;
    const [users] = inventory?.collections ?? [];
    if (inventory === null || users === undefined) throw new Error('the open one has an inventory');
    const unread = { ...users, name: 'orders', fields: [] };
    const withCollections = (...collections: (typeof users)[]) =>
      render(reportOf(audited({ observations: [{ ...OPEN, inventory: { ...inventory, collections } }] })), 'table');
    expect(await withCollections(users, unread)).toContain(
      'no field like: password (by field names; contents not read, in the 1 of 2 collections whose fields are known)',
    );
    const none = await withCollections(unread);
    expect(none).not.toContain('no field like');
    expect(none).toContain('no field is known, so nobody can say which data lies here');
  });

  it('table says where unlatched itself failed, and lists nothing before an unknown service', async () => {
    const tls = { ...SECURE, clientCertificateRequested: true };
    const guarded = observation({ outcome: 'protected', protection: 'client-certificate', facts: null, tls });
    const defects = [{ at: '127.0.0.1:9201', message: 'TypeError: x is not a function' }];
    const text = await render(reportOf(audited({ observations: [guarded], defects })), 'table');
    expect(text).toContain('unlatched itself failed');
    expect(text).toContain('127.0.0.1:9201  TypeError: x is not a function');
    expect(text).toMatch(/protected +127\.0\.0\.1:9200  TLSv1\.3 by client-certificate/);
    expect(text).toContain('Gate failed: internal (--fail-on high), exit code 70');
  });

  it('table without colour has no escapes, and with it says the same', async () => {
    const report = reportOf(audited({ observations: [OPEN] }));
    const plain = await render(report, 'table');
    expect(stripVTControlCharacters(plain)).toBe(plain);
    const coloured = await render(report, 'table', true);
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});
