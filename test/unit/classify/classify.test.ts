import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { choosePeopleField, classify, createSampler, loadClasses } from '../../../src/classify/index.ts';
import { iban, jwt, luhn } from '../../../src/classify/values.ts';
import type { Collection, Field } from '../../../src/model/facts.ts';

const classes = await loadClasses();

function field(name: string, type = 'keyword', countAs: string | null = name): Field {
  return { name, type, countAs };
}

function collection(name: string, fields: readonly Field[], more: Partial<Collection> = {}): Collection {
  return {
    name,
    kind: 'index',
    records: 10,
    bytes: null,
    created: null,
    system: false,
    state: [],
    aliases: [],
    fields,
    fieldsOmitted: 0,
    ...more,
  };
}

describe('classify', () => {
  test('fields get their classes, the server’s own collections none', () => {
    const found = classify(
      [
        collection('users', [field('email'), field('note', 'text')]),
        collection('.security', [field('password')], { system: true }),
      ],
      classes,
      null,
    );
    expect(found.classes).toEqual([
      {
        collection: 'users',
        field: 'email',
        class: 'email',
        family: 'contact',
        basis: 'name',
        share: null,
        identifying: true,
      },
    ]);
  });

  test('what was looked for is said with its basis, found or not', () => {
    const { lookedFor } = classify([collection('users', [field('email')], { fieldsOmitted: 3 })], classes, null);
    expect(lookedFor.find((one) => one.class === 'email')).toMatchObject({
      found: true,
      basis: 'field-names',
      collections: 1,
    });
    expect(lookedFor.find((one) => one.class === 'password')).toEqual({
      class: 'password',
      found: false,
      basis: 'field-names',
      collections: 1,
      notInspected: ['values', 'free text', 'files and binary fields', 'fields beyond the limit'],
    });
    expect(lookedFor.map((one) => one.class)).toEqual(lookedFor.map((one) => one.class).toSorted());
  });

  test('sampled values speak beside the names', () => {
    const sampler = createSampler(classes);
    for (let n = 0; n < 10; n++) {
      sampler.see('c', 'email', `person${n}@example.org`);
      sampler.see('c', 'contactPoint', [`person${n}@example.org`, '']);
      sampler.see('c', 'account', { ref: 'DE89370400440532013000' });
      sampler.see('c', 'password', 'x'.repeat(n));
      sampler.see('c', 'few', n === 0 ? 'a@b.org' : null);
    }
    const { classes: found, lookedFor } = classify(
      [
        collection(
          'c',
          ['email', 'contactPoint', 'account.ref', 'password', 'few'].map((name) => field(name)),
        ),
      ],
      classes,
      sampler,
    );
    expect(found.map(({ field: name, class: id, basis, share }) => [name, id, basis, share])).toEqual([
      ['email', 'email', 'both', 1],
      ['contactPoint', 'email', 'values', 1],
      ['account.ref', 'iban', 'values', 1],
      ['password', 'password', 'name', 0],
    ]);
    expect(lookedFor[0]?.basis).toBe('field-names-and-sampled-values');
  });

  test('the sampler holds counts, and no value', () => {
    const sampler = createSampler(classes);
    const secret = 'person.of.interest@example.org';
    for (let n = 0; n < 5; n++) sampler.see('c', 'email', secret);
    const held = sampler.sampleOf('c', 'email');
    expect(held).toEqual({ seen: 5, fits: new Map([['email', 5]]) });
    expect(JSON.stringify({ held, fits: [...(held?.fits ?? [])] })).not.toContain('interest');
  });

  test('hostile values are bounded', () => {
    const sampler = createSampler(classes);
    const began = performance.now();
    const deep: unknown[] = [];
    let at = deep;
    for (let n = 0; n < 1_000; n++) {
      const next: unknown[] = [];
      at.push(next);
      at = next;
    }
    sampler.see('c', 'deep', { a: { b: { c: { d: { e: { f: 'x@y.org' } } } } } });
    sampler.see(
      'c',
      'list',
      Array.from({ length: 100_000 }, () => 'x@y.org'),
    );
    sampler.see('c', 'long', 'a@'.repeat(1_000_000));
    expect(sampler.values).toBeLessThanOrEqual(18);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('shapes', () => {
  test.each([
    ['4111111111111111', true],
    ['4111 1111 1111 1111', true],
    ['4111111111111112', false],
    ['0000000000000000', false],
    ['1700000000000', false],
  ])('Luhn of %s: %s', (value, holds) => expect(luhn(value)).toBe(holds));

  test.each([
    ['DE89 3704 0044 0532 0130 00', true],
    ['GB82WEST12345698765432', true],
    ['DE89370400440532013001', false],
    ['XX00', false],
  ])('IBAN of %s: %s', (value, holds) => expect(iban(value)).toBe(holds));

  test('a JWT names its algorithm', () => {
    expect(jwt('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig')).toBe(true);
    expect(jwt('eyJmb28iOiJiYXIifQ.eyJzdWIiOiIxIn0.sig')).toBe(false);
    expect(jwt('')).toBe(false);
  });
});

describe('the field that people are counted on', () => {
  const choose = (...collections: Collection[]) =>
    choosePeopleField(collections, classify(collections, classes, null).classes, classes);

  test('the best class first, then the larger collection', () => {
    const small = collection('small', [field('email')], { records: 5 });
    const large = collection('large', [field('email'), field('username')], { records: 50 });
    expect(choose(small, large)).toMatchObject({ collection: { name: 'large' }, field: { name: 'email' } });
    expect(choose(collection('a', [field('username')]), small)).toMatchObject({ collection: { name: 'small' } });
  });

  test('only what can be counted cheaply, never the server’s own, never closed or frozen', () => {
    const analysed = collection('users', [field('email', 'text', null)]);
    expect(choose(analysed)).toEqual({ skipped: expect.stringContaining('cheaply') });
    expect(choose(collection('.users', [field('email')], { system: true }))).toEqual({
      skipped: expect.stringContaining('no field'),
    });
    expect(choose(collection('old', [field('email')], { state: ['frozen'] }))).toEqual({
      skipped: expect.stringContaining('frozen'),
    });
    expect(choose(analysed, collection('b', [field('email.keyword')]))).toMatchObject({
      field: { name: 'email.keyword' },
    });
  });
});

describe('files of classes', () => {
  test('the design’s ids are there, each with a family, a title and response steps where it is a credential', () => {
    const promised =
      'email shared-contact username phone device-name device-model device-list firmware wifi-ssid api-token alexa-token integration-token height weight gender bone-density nutrition password payment-card iban government-id';
    expect(promised.split(' ').filter((id) => !classes.byId.has(id))).toEqual([]);
    for (const one of classes.classes) {
      expect(one.title.length).toBeGreaterThan(2);
      expect(one.response.length, one.id).toBeGreaterThanOrEqual(one.family === 'credential' ? 2 : 0);
      expect(one.response.map((step) => step.order)).toEqual(
        one.response.map((step) => step.order).toSorted((a, b) => a - b),
      );
    }
    const ranks = classes.classes.flatMap((one) => one.peopleRank ?? []);
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  test('the shipped files hold against the schema', async () => {
    const shipped = await loadClasses(join(import.meta.dirname, '../../../rules/classes'));
    expect(shipped.classes).toEqual(classes.classes);
  });

  test('a mistake is named with file, line and column', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'classes-'));
    writeFileSync(
      join(folder, 'a.yaml'),
      'family: contact\nlaw: []\nclasses:\n  - id: email\n    title: E-mail\n    identifying: maybe\n',
    );
    await expect(loadClasses(folder)).rejects.toMatchObject({
      name: 'Diagnostic',
      where: expect.stringMatching(/a\.yaml:6:18$/),
    });
  });
});
