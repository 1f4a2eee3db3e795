import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/model/rule.ts';
import { compileCondition } from '../../../src/rules/cel.ts';
import type { RuleSet, Subject } from '../../../src/rules/index.ts';
import { evaluate, lintRules, loadRules, RuleDefect, SUBJECT_DOC, testRules } from '../../../src/rules/index.ts';
import { lintText } from '../../../src/rules/lint.ts';
import { subjectFrom } from '../../../src/rules/subject-from.ts';
import { versionRange } from '../../../src/rules/version-range.ts';

const rules = await loadRules();
const ids = rules.rules.map((rule) => rule.id);
const subject = (members: Record<string, unknown>, engine = 'elasticsearch'): Subject => subjectFrom(members, engine);
const hold = (given: Subject): string[] => evaluate(rules, given).map(({ rule, severity }) => `${rule.id} ${severity}`);
const file = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'rules-')), 'own.yaml');
  writeFileSync(path, text);
  return path;
};

const OWN = `rules:
  - id: big
    engine: elasticsearch
    title: Larger than we allow
    description: A store of ours with more records than agreed.
    severity: medium
    when: WHEN
    proof: [count-records]
    references: []
    remediation: { summary: Ask why it grew., steps: [Ask the owner of the store.] }
    tests:
      - { name: large, subject: { data: { known: true, records: 2000 } }, expect: medium }
      - { name: small, subject: { data: { known: true, records: 20 } }, expect: none }
`;

describe('the shipped rules', () => {
  test('are well-formed, and each of their own test cases holds', async () => {
    expect(await lintRules()).toEqual([]);
    const results = await testRules();
    expect(results.length).toBeGreaterThanOrEqual(70);
    expect(results.filter((result) => !result.passed)).toEqual([]);
  });

  test('ids are unique, titles are sentences, references are of known kinds', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(rules.count).toBe(ids.length);
    for (const { references } of rules.rules) {
      for (const reference of references) {
        expect(reference).toMatch(
          /^(CWE-\d+|CVE-\d+-\d+|GHSA-.*|ESA-\d+-\d+|ATT&CK T\d+(\.\d+)?|GDPR Art\. .*|RFC \d+|CISA KEV|https:\/\/.*)$/,
        );
      }
    }
  });

  test('each exposed endpoint of a store gets exactly one finding of access, high or worse', () => {
    for (const engine of ['elasticsearch', 'opensearch']) {
      for (const worst of ['metadata', 'read', 'write', 'admin']) {
        for (const data of [{}, { known: true }, { known: true, records: 5, families: ['health'] }]) {
          const found = evaluate(
            rules,
            subject({ outcome: 'exposed', access: { level: 'metadata', inferred: worst, worst }, data }, engine),
          );
          const access = found.filter(({ rule }) => rule.id.includes('/anonymous-'));
          expect(access.map(({ rule }) => rule.id)).toEqual([`${engine}/anonymous-${worst}`]);
          expect(['high', 'critical']).toContain(access[0]?.severity);
        }
      }
    }
  });

  test('an open console is said once', () => {
    const found = hold(
      subject(
        {
          outcome: 'exposed',
          access: { level: 'metadata', inferred: 'metadata', worst: 'metadata' },
          settings: { consoleOpen: true, role: 'console' },
        },
        'kibana',
      ),
    );
    expect(found.filter((line) => !line.includes('plaintext'))).toEqual(['kibana/open-console high']);
  });

  test('the incident: open, with credentials and health data', () => {
    const found = hold(
      subject({
        outcome: 'exposed',
        vantage: { kind: 'loopback' },
        service: { engine: 'elasticsearch', version: '6.8.23' },
        access: { level: 'read', inferred: 'admin', worst: 'admin', securityLayer: 'absent', control: 'passed' },
        data: {
          known: true,
          records: 2_500_140,
          classes: ['email', 'api-token', 'height'],
          families: ['contact', 'credential', 'health'],
        },
      }),
    );
    expect(found).toEqual([
      'elasticsearch/anonymous-admin critical',
      'elasticsearch/end-of-life medium',
      'elasticsearch/plaintext low',
    ]);
  });

  test('a protected store over TLS has no finding', () => {
    const at = {
      outcome: 'protected',
      protection: 'authentication',
      access: { level: 'none', inferred: 'none', worst: 'none', securityLayer: 'present' },
    };
    expect(
      hold(
        subject({
          ...at,
          tls: {
            present: true,
            version: 'TLSv1.3',
            hasCertificate: true,
            notBefore: '2025-01-01',
            notAfter: '2027-01-01',
          },
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ['1.4.2', ['cve-2015-1427', 'cve-2015-3337', 'cve-2015-5531', 'end-of-life']],
    ['1.4.3', ['cve-2015-3337', 'cve-2015-5531', 'end-of-life']],
    ['1.1.9', ['cve-2014-3120', 'cve-2015-1427', 'cve-2015-3337', 'cve-2015-5531', 'end-of-life']],
    ['5.6.11', ['end-of-life', 'ghsa-r9fv-qpm9-rj4g']],
    ['8.4.3', ['cve-2025-66566', 'end-of-life']],
    ['9.2.4', []],
    ['', []],
  ])('by version %s: %j', (version, expected) => {
    const found = evaluate(rules, subject({ outcome: 'exposed', service: { engine: 'elasticsearch', version } }));
    const byVersion = found.map(({ rule }) => rule).filter((rule) => rule.title.includes('by version, not tested'));
    expect(byVersion.map((rule) => rule.id)).toEqual(expected.map((id) => `elasticsearch/${id}`));
  });

  test('what is known to be exploited says so', () => {
    const exploited = rules.rules.filter((rule) => rule.references.includes('CISA KEV')).map((rule) => rule.id);
    expect(exploited).toEqual(['elasticsearch/cve-2014-3120', 'elasticsearch/cve-2015-1427', 'kibana/cve-2019-7609']);
  });

  test('old tables of versions warn', () => {
    expect(rules.warnings(new Date('2026-12-01'))).toEqual([]);
    expect(rules.warnings(new Date('2027-12-01')).join()).toContain('elasticsearch versions is of 2026-11-24');
  });

  test('an unidentified service is listed', () => {
    expect(hold(subject({ outcome: 'unidentified' }, ''))).toEqual(['any/unidentified-service info']);
  });
});

describe('evaluating', () => {
  const broken = (when: string): RuleSet => ({
    rules: [{ ...(rules.rules[0] as Rule), id: 'x/broken', engine: null, when }],
    count: 1,
    digest: '',
    warnings: () => [],
  });

  test('a condition that cannot be evaluated is a defect, never silence', () => {
    expect(() => evaluate(broken('outcome =='), subject({}))).toThrow(RuleDefect);
    expect(() => evaluate(broken('1 / data.records == 0'), subject({}))).toThrow(/x\/broken/);
    const defects: RuleDefect[] = [];
    expect(evaluate(broken('1 / data.records == 0'), subject({}), defects)).toEqual([]);
    expect(defects.map((defect) => defect.rule)).toEqual(['x/broken']);
  });

  test('5,000 endpoints take under a second', () => {
    const given = subject({
      outcome: 'exposed',
      service: { engine: 'elasticsearch', version: '6.8.23' },
      access: { level: 'read', inferred: 'admin', worst: 'admin' },
      data: { known: true, records: 10, families: ['contact'] },
      egress: [{ kind: 'snapshot-repository', scope: 'inside' }],
    });
    evaluate(rules, given);
    const began = performance.now();
    for (let count = 0; count < 5_000; count++) evaluate(rules, given);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('conditions', () => {
  test.each([
    ['outcome == "exposed" && now > timestamp("2020-01-01T00:00:00Z")', true],
    ['egress.exists(e, e.kind == "client")', false],
    ['settings.text("cors") == "" && !settings.known("cors")', true],
    ['re2(outcome, "^exp(osed)+$")', true],
    ['atLeast(access.level, "read")', false],
  ])('%s', (text, holds) => {
    expect(compileCondition(text)(subject({ outcome: 'exposed' }))).toBe(holds);
  });

  test.each([
    ['outcome.matches("x")', /re2\(text, pattern\)/],
    ['data.collections.exists(c, egress.exists(e, true))', /multiplies/],
    ['service.nope == ""', /nope/],
    ['outcome == 1', /overload/],
    ['outcome', /true or false/],
    ['nothing == 1', /nothing/],
    ['re2(outcome, "(")', /missing closing/],
    ['versionIn(outcome, "1.2")', /is no bound/],
    ['atLeast(access.level, "reed")', /no access level/],
  ])('%s is refused where it is unsafe or wrong', (text, why) => {
    expect(() => compileCondition(text)).toThrow(why);
  });

  test('a long condition is refused, a chain of comprehensions is not', () => {
    const long = Array.from({ length: 500 }, () => 'outcome == "x"').join(' || ');
    expect(() => compileCondition(long)).toThrow('maxAstNodes');
    expect(compileCondition('egress.filter(e, e.kind == "client").exists(e, e.scope == "outside")')(subject({}))).toBe(
      false,
    );
  });

  test('a hostile text does not make re2 slow', () => {
    const condition = compileCondition('re2(service.name, "^(a+)+$")');
    const began = performance.now();
    condition(subject({ service: { name: `${'a'.repeat(50_000)}!` } }));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test.each([
    ['1.3.7', true],
    ['1.3.8', false],
    ['v1.4.0', true],
    ['1.4.2-SNAPSHOT', true],
    ['1.4.3', false],
    ['10.0.0', false],
    ['', false],
    ['abc', false],
  ])('version %s: %s', (version, inside) => {
    expect(versionRange('<1.3.8 || >=1.4.0 <1.4.3')(version)).toBe(inside);
  });

  test('all that a condition can name is documented', () => {
    const documented = new Set(SUBJECT_DOC.variables.map(({ name }) => name.split('.')[0]));
    expect(documented).toEqual(new Set(Object.keys(subject({}))));
    const members = Object.entries(subject({})).flatMap(([name, value]) =>
      typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) && name !== 'settings'
        ? Object.keys(value as object).map((member) => `${name}.${member}`)
        : [],
    );
    expect(members.filter((member) => !SUBJECT_DOC.variables.some(({ name }) => name === member))).toEqual([]);
  });
});

describe('a user’s own rules', () => {
  test('count, hold, change the digest', async () => {
    const path = file(OWN.replace('WHEN', 'data.records > 1000'));
    const own = await loadRules({ extra: [path] });
    expect(own.count).toBe(rules.count + 1);
    expect(own.digest).not.toBe(rules.digest);
    expect(evaluate(own, subject({ data: { known: true, records: 2_000 } })).map(({ rule }) => rule.id)).toEqual([
      'elasticsearch/big',
    ]);
    expect(await lintRules([path])).toEqual([]);
    expect((await testRules([path])).map(({ passed }) => passed)).toEqual([true, true]);
  });

  test.each([
    ['a wrong condition', OWN.replace('WHEN', 'data.records > "x"'), 7, 11],
    ['backtracking', OWN.replace('WHEN', 'outcome.matches("x")'), 7, 11],
    ['a wrong severity', OWN.replace('severity: medium', 'severity: bad').replace('WHEN', '1 == 1'), 6, 15],
    ['no YAML', 'rules: [', 1, 9],
    ['an alias', 'a: &a [x]\nrules: *a\n', null, null],
    ['a key twice', 'rules: []\nrules: []\n', 2, 1],
  ])('%s is refused with file, line and column', async (_, text, line, column) => {
    const path = file(text);
    await expect(loadRules({ extra: [path] })).rejects.toMatchObject({
      name: 'Diagnostic',
      where: line === null ? path : `${path}:${line}:${column}`,
    });
  });

  test('an id that is taken, and a file that is not there', async () => {
    const taken = OWN.replace('id: big', 'id: plaintext').replace('WHEN', '1 == 1');
    await expect(loadRules({ extra: [file(taken)] })).rejects.toThrow(
      'there is a rule elasticsearch/plaintext already',
    );
    await expect(loadRules({ extra: ['/nowhere/own.yaml'] })).rejects.toMatchObject({
      name: 'Diagnostic',
      where: '--rules',
    });
  });

  test('lint names all problems, and a failing test says what came out', async () => {
    const text = OWN.replace('WHEN', 'nothing').replace('id: big', 'id: Big');
    expect(lintText({ name: 'own.yaml', file: 'own.yaml', text })).toEqual([
      { file: 'own.yaml', line: 2, column: 9, message: 'lower case words joined by dashes' },
    ]);
    const wrong = await testRules([file(OWN.replace('WHEN', 'data.records > 10'))]);
    expect(wrong.map(({ passed, expected, actual, line }) => ({ passed, expected, actual, line }))).toEqual([
      { passed: true, expected: 'medium', actual: 'medium', line: 12 },
      { passed: false, expected: 'none', actual: 'medium', line: 13 },
    ]);
    const misspelt = await testRules([
      file(OWN.replace('WHEN', '1 == 1').replace('known: true, records: 20 ', 'recrods: 20 ')),
    ]);
    expect(misspelt[1]).toMatchObject({ passed: false, actual: 'error', message: 'data has no recrods' });
  });
});
