import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/model/rule.ts';
import type { RuleSet, Subject } from '../../../src/rules/index.ts';
import { evaluate, lintRules, loadRules, RuleDefect, subjectOf, testRules } from '../../../src/rules/index.ts';
import { subjectFrom } from '../../../src/rules/subject-from.ts';
import { inventory, observation } from '../../kit/observations.ts';

const rules = await loadRules();
const ids = rules.rules.map((rule) => rule.id);
const subject = (members: Record<string, unknown>, engine = 'elasticsearch'): Subject => subjectFrom(members, engine);
const hold = (given: Subject): string[] => evaluate(rules, given).map(({ rule, severity }) => `${rule.id} ${severity}`);
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

  test('records that nobody counted are not none: what is open is as grave as with records', () => {
    const inventoryOf = (records: number | null) => {
      const [one] = inventory().collections;
      if (one === undefined) throw new Error('there is one');
      return inventory({ collections: [{ ...one, records }] });
    };
    const graveOf = (records: number | null) => {
      const seen = observation({ inventory: inventoryOf(records) });
      const [found] = hold(subjectOf(seen, new Date(), { name: 'test', kind: 'loopback' }));
      return found;
    };
    expect(graveOf(0)).toBe('elasticsearch/anonymous-admin high');
    expect(graveOf(null)).toBe('elasticsearch/anonymous-admin critical');
    expect(graveOf(12)).toBe('elasticsearch/anonymous-admin critical');
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
    const exploited = rules.rules.filter((rule) => rule.references.includes('CISA KEV'));
    for (const { description } of exploited) expect(description).toContain('known to be exploited (CISA KEV)');
    const ofElastic = exploited.filter(({ engine }) => engine === 'elasticsearch' || engine === 'kibana');
    expect(ofElastic.map(({ id }) => id)).toEqual([
      'elasticsearch/cve-2014-3120',
      'elasticsearch/cve-2015-1427',
      'kibana/cve-2019-7609',
    ]);
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
