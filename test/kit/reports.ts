import { evaluateGate, findingsOf } from '../../src/findings/index.ts';
import type { Audited } from '../../src/model/audited.ts';
import type { DataClass } from '../../src/model/classes.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Report } from '../../src/model/report.ts';
import type { Rule, Severity } from '../../src/model/rule.ts';
import { assembleReport, FORMATS } from '../../src/report/index.ts';
import { audited, endpoint, facts, inventory, observation, rule } from './observations.ts';

/** Whole reports for tests of formats. */
export const CLASSES: DataClass[] = [
  {
    id: 'email',
    family: 'contact',
    title: 'E-mail address',
    identifying: true,
    peopleRank: 1,
    law: [],
    response: [
      { action: 'Warn of phishing', why: 'addresses can be written to', order: 50, owner: 'customer support' },
      { action: 'Notify', why: 'they are people', order: 60, owner: 'legal and privacy' },
    ],
  },
  {
    id: 'height',
    family: 'health',
    title: 'Height',
    identifying: false,
    peopleRank: null,
    law: ['GDPR Art. 9'],
    response: [{ action: 'Notify', why: 'health', order: 10, owner: 'legal and privacy' }],
  },
];

/** An open store with data classes and a count of people. */
export const OPEN = observation({
  inventory: inventory(),
  classes: [
    {
      collection: 'customers',
      field: 'email',
      class: 'email',
      family: 'contact',
      basis: 'name',
      share: null,
      identifying: true,
    },
    {
      collection: 'customers',
      field: 'height',
      class: 'height',
      family: 'health',
      basis: 'name',
      share: null,
      identifying: false,
    },
  ],
  lookedFor: [{ class: 'password', found: false, basis: 'field-names', collections: 1, notInspected: ['free text'] }],
  measurement: {
    collection: 'customers',
    field: 'email',
    distinct: 1150,
    approximate: true,
    skipped: null,
    exchange: 9,
  },
});

type Found = readonly { readonly rule: Rule; readonly severity: Severity }[];

/** `found`: the rules that hold at an observation; by default one critical one where it is exposed. */
export function reportOf(
  run: Audited,
  found: (item: Observation) => Found = (item) =>
    item.outcome === 'exposed' ? [{ rule: rule(), severity: 'critical' }] : [],
  more: Partial<Pick<Report, 'acceptances' | 'baseline'>> = {},
): Report {
  const judged = run.observations.map((item) => ({ observation: item, findings: findingsOf(item, found(item)) }));
  const gate = evaluateGate(
    run,
    judged.flatMap(({ findings }) => findings),
    { failOn: 'high', failOnNew: false, allowUnassessed: false },
  );
  return assembleReport({
    audited: run,
    judged,
    gate,
    acceptances: more.acceptances ?? { file: null, notices: [] },
    baseline: more.baseline ?? null,
    rules: { count: 1, digest: 'sha256:00', warnings: [] },
    classes: CLASSES,
  });
}

export async function render(report: Report, format: string, color = false): Promise<string> {
  const chosen = await FORMATS[format]?.();
  return [...(chosen?.render(report, { color, width: 120 }) ?? [])].join('');
}

const CVE = rule({
  id: 'elasticsearch/cve-2015-1427',
  title: 'CVE-2015-1427: scripts of Groovy leave their sandbox (by version, not tested)',
  description: 'The version is one of those with this vulnerability.',
  proof: [],
  references: ['CWE-94', 'https://nvd.nist.gov/vuln/detail/CVE-2015-1427'],
});
const NOTE = rule({ id: 'elasticsearch/ransom-note', title: 'Somebody left a ransom note', proof: [] });
const PLAIN = rule({ id: 'elasticsearch/plaintext', title: 'No encryption on the way to this store', proof: [] });

/** Something of every kind: open, protected, unreachable, refused; accepted, known, gone. */
export function everything(): Report {
  const inFile = (line: number) => ({ source: { file: 'inventory/targets.txt', line } });
  const report = reportOf(
    audited({
      observations: [
        { ...OPEN, endpoint: endpoint(inFile(3)) },
        observation({
          endpoint: endpoint({ port: 9201, target: '127.0.0.1:9201', ...inFile(4) }),
          outcome: 'protected',
          facts: facts({
            proved: 'banner',
            inferred: 'banner',
            protection: 'authentication',
            securityLayer: 'present',
          }),
          protection: 'authentication',
        }),
        observation({
          endpoint: endpoint({ port: 9202, target: '127.0.0.1:9202' }),
          outcome: 'unreachable',
          reason: 'nothing listens there: the connection is refused',
          facts: null,
        }),
      ],
    }),
    ({ outcome }) => {
      if (outcome === 'exposed')
        return [
          { rule: rule({ description: 'A read succeeded without any login.' }), severity: 'critical' },
          { rule: CVE, severity: 'high' },
          { rule: NOTE, severity: 'high' },
          { rule: PLAIN, severity: 'low' },
        ];
      return outcome === 'protected' ? [{ rule: PLAIN, severity: 'low' }] : [];
    },
    {
      acceptances: {
        file: '.unlatchedignore.yaml',
        notices: [
          { kind: 'expired', entry: 'redis/plaintext at cache:6379', where: '.unlatchedignore.yaml:3:5', why: 'old' },
        ],
      },
      baseline: {
        file: 'unlatched-baseline.json',
        known: 1,
        gone: [
          {
            fingerprint: 'e'.repeat(64),
            rule: 'redis/anonymous-read',
            severity: 'high',
            host: 'cache',
            port: 6379,
            transport: 'tcp',
            path: '/',
            since: '2019-11-01T00:00:00.000Z',
          },
        ],
        unconfirmed: [],
      },
    },
  );
  const [, vulnerable, , plain] = report.findings;
  if (plain !== undefined) plain.suppression = { reason: 'behind a tunnel', by: 'ops', until: '2020-01-31' };
  if (vulnerable !== undefined) vulnerable.status = 'known';
  return report;
}

/** What servers call their things where somebody wants to be executed, or to be read as something else. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]><!--',
  "=cmd|'/c calc'!A1",
  '+1+1',
  '@SUM(A1)',
  '-2+3',
  '\u001b[31mred\u001b[0m',
  'a\u202eb\u2066c',
  '\ud800 alone',
  'line\nfeed\r\nand\ttab',
  '| a | b |',
  '[link](javascript:alert(1)) @everyone `code` <details>',
  '{label="x"} \\ "',
  '&amp; &lt; \' "',
  'x'.repeat(10_240),
];

/** Hostile words wherever a stranger can put one. */
export function hostile(): Report {
  const name = (at: number) => HOSTILE[at % HOSTILE.length] ?? '';
  const observations = HOSTILE.map((word, at) => {
    const { collections } = inventory();
    return {
      ...OPEN,
      endpoint: endpoint({ port: 10_000 + at, target: word, host: `h${at}.example`, path: `/${at}/` }),
      facts: facts(
        {},
        { service: { engine: 'elasticsearch', version: word, identity: { uuid: word }, name: word }, notes: [word] },
      ),
      inventory: inventory({
        collections: collections.map((one) => ({
          ...one,
          name: name(at),
          aliases: [word],
          fields: [{ name: word, type: word, countAs: null }],
        })),
      }),
      egress: [{ kind: 'remote-cluster' as const, name: word, location: word, host: null, inScope: false }],
      evidence: OPEN.evidence.map((one) => ({ ...one, request: word, response: word })),
    };
  });
  const silent = HOSTILE.map((word, at) =>
    observation({
      endpoint: endpoint({ port: 20_000 + at, target: word, source: { file: `dir/${word}`.slice(0, 200), line: at } }),
      outcome: 'unidentified',
      reason: word,
      heard: word,
      facts: null,
    }),
  );
  return reportOf(
    audited({ observations: [...observations, ...silent], vantage: { name: name(0), kind: 'loopback' } }),
  );
}

/** So many findings, four at an endpoint. */
export function large(findings: number): Report {
  const observations = Array.from({ length: findings / 4 }, (_, at) => ({
    ...OPEN,
    endpoint: endpoint({
      host: `10.0.${at >> 8}.${at & 255}`,
      address: `10.0.${at >> 8}.${at & 255}`,
      target: `t${at}`,
    }),
  }));
  return reportOf(audited({ observations }), () => [
    { rule: rule(), severity: 'critical' },
    { rule: CVE, severity: 'high' },
    { rule: NOTE, severity: 'medium' },
    { rule: PLAIN, severity: 'low' },
  ]);
}
