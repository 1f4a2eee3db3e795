import { describe, expect, it } from 'vitest';
import { allDrift, type Drift, driftOf } from '../../../src/history/drift.ts';
import type { Check, EndpointState } from '../../../src/history/state.ts';
import { check, data, entry, failed, open, PLACE, shut } from '../../kit/history.ts';

const DAYS = ['2027-03-01', '2027-03-02', '2027-03-03', '2027-03-04', '2027-03-05', '2027-03-06'];

/** The kinds of what the last of these states brought, one state a day. */
function brought(...states: readonly EndpointState[]): readonly Drift[] {
  const series = states.map((state, index) => check(DAYS[index] ?? '', state));
  return driftOf(series, DAYS[0] ?? '').filter(({ audit }) => audit === series.at(-1)?.audit);
}
const kinds = (...states: readonly EndpointState[]) => brought(...states).map(({ kind }) => kind);
const service = (over: Partial<NonNullable<EndpointState['service']>>) => ({
  ...open().service,
  engine: 'elasticsearch',
  version: '6.8.23',
  name: 'one',
  identity: { clusterUuid: 'u1' },
  ...over,
});

describe('what two checks tell', () => {
  it('nothing, where nothing changed', () => {
    expect(kinds(shut(), shut())).toEqual([]);
    expect(kinds(open(), open())).toEqual([]);
    expect(kinds(shut())).toEqual([]);
  });

  it('that protection is gone, with all that changed beside it', () => {
    const before = shut({
      tls: { version: 'TLSv1.3', certificate: 'c1', issuer: 'ours', trusted: true },
      surroundings: { behindProxy: true },
    });
    const now = open({
      service: service({ version: '7.0.0', identity: { clusterUuid: 'u1' } }),
      surroundings: { behindProxy: false },
    });
    const [event] = brought(before, now);
    expect(event?.kind).toBe('protection-removed');
    expect(event?.since).toBe(check(DAYS[0] ?? '', before).at);
    expect(event?.also.map(({ what, before: old, now: fresh }) => `${what}: ${old} > ${fresh}`)).toEqual([
      'version: 6.8.23 > 7.0.0',
      'TLS: TLSv1.3 > none',
      'security layer: present > absent',
      'behindProxy: true > false',
    ]);
  });

  it('that it was open at the first look, and nothing of a start', () => {
    expect(brought(open()).map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
      'exposed-first-seen: open to admin; no earlier check',
    ]);
  });

  it('that it is closed, and later that it is back', () => {
    expect(kinds(open(), shut())).toEqual(['closed']);
    expect(kinds(open(), shut(), open())).toEqual(['protection-removed', 'regressed']);
    expect(kinds(shut(), open())).toEqual(['protection-removed']);
  });

  it('across checks that settled nothing', () => {
    expect(kinds(shut(), failed())).toEqual(['not-assessed']);
    expect(kinds(shut(), failed({ outcome: 'unreachable', reason: 'nothing listens there' }))).toEqual([
      'endpoint-gone',
    ]);
    expect(kinds(shut(), failed(), failed())).toEqual([]);
    expect(kinds(shut(), failed(), open())).toEqual(['protection-removed']);
    expect(kinds(open(), failed(), open())).toEqual([]);
  });

  it.each([
    ['TLS is gone', { tls: { version: 'TLSv1.3', certificate: null, issuer: null, trusted: true } }, {}],
    ['an anonymous visitor had read and has admin', { inferred: 'read' }, { inferred: 'admin' }],
    [
      'the anonymous user got the role writer',
      { anonymous: { user: 'a', roles: ['reader'] } },
      { anonymous: { user: 'a', roles: ['reader', 'writer'] } },
    ],
  ] as const)('that protection is weaker: %s', (said, before, now) => {
    const [event, ...more] = brought(open(before), open(now));
    expect([event?.kind, event?.detail, more]).toEqual(['protection-weakened', said, []]);
  });

  it('that a lock became a guard of the network', () => {
    expect(kinds(shut(), shut({ protection: 'network' }))).toEqual(['protection-weakened']);
    expect(kinds(shut({ protection: 'network' }), shut())).toEqual([]);
  });

  it('that another store stands there, and not after a mere restart', () => {
    const other = open({
      service: service({ identity: { clusterUuid: 'u2' } }),
      data: data({ each: ['cccccccccccc'], magnitude: 1 }),
    });
    expect(kinds(open(), other)).toEqual(['identity-changed']);
    const redis = (runId: string) => open({ service: service({ engine: 'redis', identity: { runId } }) });
    expect(kinds(redis('r1'), redis('r2'))).toEqual([]);
    expect(kinds(open(), open({ service: service({ engine: 'mongodb', identity: {} }) }))).toEqual([
      'identity-changed',
    ]);
  });

  it.each([
    ['new-collection', { each: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] }],
    ['class-added', { classes: ['email', 'height'] }],
    ['size-collapse', { magnitude: 2 }],
    ['size-collapse', { magnitude: 0 }],
    ['ransom-sign', { signs: ['ransom-note confirmed'] }],
  ] as const)('of what lies in it: %s', (kind, now) => {
    expect(kinds(open(), open({ data: data(now) }))).toEqual([kind]);
    expect(kinds(open({ data: data(now) }), open())).not.toContain(kind);
  });

  it('nothing of data that was not looked at, or not all of it', () => {
    expect(kinds(open({ data: null }), open())).toEqual([]);
    expect(kinds(open({ data: data({ each: [], more: true }) }), open())).toEqual([]);
    expect(kinds(open(), open({ data: data({ magnitude: 6 }) }))).toEqual([]);
  });

  it('that the version became known to be vulnerable', () => {
    const known = shut({ rules: ['elasticsearch/end-of-life', 'elasticsearch/plaintext'] });
    expect(brought(shut(), known).map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      'version-became-vulnerable elasticsearch/end-of-life: still 6.8.23',
    ]);
    expect(kinds(shut(), shut({ rules: ['elasticsearch/plaintext'] }))).toEqual([]);
  });

  it('that nobody looked for longer than usual', () => {
    const series = [...DAYS.slice(0, 5), '2027-04-05'].map((day) => check(day, shut()));
    expect(driftOf(series, DAYS[0] ?? '').map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
      'audit-gap: 31 days without a check; 1 are usual',
    ]);
  });
});

describe('over all endpoints', () => {
  const other = { endpoint: { ...PLACE, port: 9201 } };
  const audits = DAYS.map((day) => entry(day));
  const tell = (checks: readonly Check[]) =>
    allDrift(checks, audits).map(({ kind, endpoint, audit }) => `${audit} ${kind} ${endpoint.port}`);

  it('an endpoint appears, but not in the first audit', () => {
    expect(
      tell([check('2027-03-01', shut()), check('2027-03-02', shut()), check('2027-03-02', shut(), other)]),
    ).toContain('2027-03-02 endpoint-appeared 9201');
    expect(tell([check('2027-03-01', shut())])).toEqual(['2027-03-02 endpoint-gone 9200']);
  });

  it('an endpoint that the same audit does not list any more is gone, once; another audit tells nothing of it', () => {
    const checks = [
      check('2027-03-01', shut()),
      check('2027-03-01', open(), other),
      check('2027-03-02', shut()),
      check('2027-03-03', shut()),
    ];
    const first = audits.slice(0, 3);
    expect(allDrift(checks, first).filter(({ kind }) => kind === 'endpoint-gone')).toHaveLength(1);
    const otherwise = first.map((audit, index) => ({ ...audit, asked: `a${index}` }));
    expect(allDrift(checks, otherwise).filter(({ kind }) => kind === 'endpoint-gone')).toEqual([]);
    const cut = first.map((audit) => ({ ...audit, complete: false }));
    expect(allDrift(checks, cut).filter(({ kind }) => kind === 'endpoint-gone')).toEqual([]);
  });

  it('two vantages are never compared with each other', () => {
    const outside = { vantage: 'outside' };
    const found = allDrift(
      [check('2027-03-01', open()), check('2027-03-02', shut(), outside), check('2027-03-03', open())],
      [entry('2027-03-01'), entry('2027-03-02', outside), entry('2027-03-03')],
    );
    expect(found.map(({ kind, vantage }) => `${vantage} ${kind}`)).toEqual(['inside exposed-first-seen']);
  });
});
