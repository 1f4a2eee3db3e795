import { describe, expect, it } from 'vitest';
import { evaluateGate, findingsOf } from '../../../src/findings/index.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Severity } from '../../../src/model/rule.ts';
import { audited, endpoint, observation, rule } from '../../kit/observations.ts';

const STRICT = { failOn: 'high', failOnNew: false, allowUnassessed: false } as const;
const PROTECTED = observation({ outcome: 'protected' });
const REFUSAL = {
  target: '203.0.113.9',
  source: null,
  host: '203.0.113.9',
  address: '203.0.113.9',
  port: 9200,
  code: 'x',
  reason: 'x',
  required: true,
};

function found(severity: Severity, over: Partial<Finding> = {}): Finding[] {
  return findingsOf(observation(), [{ rule: rule(), severity }]).map((finding) => ({ ...finding, ...over }));
}

describe('the gate', () => {
  it('passes an audit in which everything was assessed and nothing found', () => {
    expect(evaluateGate(audited({ observations: [PROTECTED] }), [], STRICT)).toEqual({
      failOn: 'high',
      failOnNew: false,
      failed: false,
      exitCode: 0,
      conditions: [],
    });
  });

  it.each([
    ['critical', 'high', 1],
    ['high', 'high', 1],
    ['medium', 'high', 0],
    ['medium', 'medium', 1],
    ['info', 'info', 1],
    ['critical', 'none', 0],
  ] as const)('a %s finding at --fail-on %s exits %i', (severity, failOn, exitCode) => {
    expect(evaluateGate(audited(), found(severity), { ...STRICT, failOn }).exitCode).toBe(exitCode);
  });

  it('does not count what was accepted or is in the baseline', () => {
    expect(evaluateGate(audited(), found('critical', { status: 'known' }), STRICT).exitCode).toBe(0);
    const suppression = { reason: 'r', by: 'b', until: '2030-01-01' };
    expect(evaluateGate(audited(), found('critical', { suppression }), STRICT).exitCode).toBe(0);
  });

  it.each(['unreachable', 'inconclusive', 'unidentified'] as const)(
    'a required endpoint that is %s exits 3',
    (outcome) => {
      const run = audited({ observations: [observation({ outcome })] });
      expect(evaluateGate(run, [], STRICT).exitCode).toBe(3);
      expect(evaluateGate(run, [], { ...STRICT, allowUnassessed: true }).exitCode).toBe(0);
    },
  );

  it('a failure of our own exits 70 whatever else was found, and the rest is still said', () => {
    const run = audited({ defects: [{ at: '127.0.0.1:9200', message: 'TypeError: x' }] });
    const { exitCode, conditions } = evaluateGate(run, found('critical'), STRICT);
    expect(exitCode).toBe(70);
    expect(conditions).toEqual(['internal', 'findings']);
  });

  it('waives ports that were only tried', () => {
    const run = audited({
      observations: [observation({ outcome: 'inconclusive', endpoint: endpoint({ required: false }) })],
    });
    expect(evaluateGate(run, [], STRICT).exitCode).toBe(0);
  });

  it('a refused target is unassessed beside others, and exit 4 alone', () => {
    expect(evaluateGate(audited({ observations: [PROTECTED], refusals: [REFUSAL] }), [], STRICT).exitCode).toBe(3);
    expect(evaluateGate(audited({ observations: [], tried: 0, refusals: [REFUSAL] }), [], STRICT)).toMatchObject({
      exitCode: 4,
      conditions: ['refused', 'unassessed'],
    });
  });

  it('carries every condition, and the order decides the code', () => {
    const run = audited({ incompleteBecause: 'interrupted', observations: [observation({ outcome: 'inconclusive' })] });
    expect(evaluateGate(run, found('critical'), STRICT)).toMatchObject({
      exitCode: 130,
      conditions: ['interrupted', 'findings', 'unassessed'],
    });
    expect(
      evaluateGate(audited({ incompleteBecause: 'deadline', observations: [PROTECTED] }), found('critical'), STRICT),
    ).toMatchObject({
      exitCode: 1,
      conditions: ['findings', 'unassessed'],
    });
  });
});
