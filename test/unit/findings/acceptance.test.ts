import { describe, expect, it } from 'vitest';
import { readAcceptances, withEntry, withoutEntries } from '../../../src/findings/acceptance-file.ts';
import { accept, acceptedOf, findingsOf, type Seen } from '../../../src/findings/index.ts';
import type { Acceptance } from '../../../src/model/acceptance.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Severity } from '../../../src/model/rule.ts';
import { observation, rule } from '../../kit/observations.ts';

const DAY = '2026-11-25';
const SEEN: Seen = { level: 'read', classes: ['email'], collections: ['users', 'logs-2026.11.25'] };
const ACCEPTED = acceptedOf('high', SEEN);

function found(severity: Severity = 'high'): Finding {
  const [finding] = findingsOf(observation(), [{ rule: rule(), severity }]);
  if (finding === undefined) throw new Error('the rule holds');
  return finding;
}

function entry(over: Partial<Acceptance> = {}): Acceptance {
  const of = { finding: found().fingerprint };
  return {
    of,
    reason: 'public on purpose',
    by: 'ops',
    until: '2026-12-31',
    accepted: ACCEPTED,
    where: 'f:1:1',
    ...over,
  };
}

const judged = (seen: Seen = SEEN, severity: Severity = 'high', item = entry()) => {
  const finding = found(severity);
  const { suppressions, notices } = accept([{ finding, seen }], [item], DAY);
  return { suppression: suppressions.get(finding) ?? null, notices: notices.map(({ kind, why }) => `${kind}: ${why}`) };
};

describe('what somebody answers for', () => {
  it('is suppressed, with who, why and until when', () => {
    expect(judged()).toEqual({
      suppression: { reason: 'public on purpose', by: 'ops', until: '2026-12-31' },
      notices: [],
    });
  });

  it('also by rule and target', () => {
    const of = { rule: 'elasticsearch/anonymous-read', target: '127.0.0.1:9200' };
    expect(judged(SEEN, 'high', entry({ of })).suppression).not.toBeNull();
    const other = entry({ of: { ...of, target: '127.0.0.1:9201' } });
    expect(judged(SEEN, 'high', other)).toEqual({
      suppression: null,
      notices: ['unused: no finding of this audit is meant'],
    });
  });

  it('counts through its last day, and not after it', () => {
    expect(judged(SEEN, 'high', entry({ until: DAY })).suppression).not.toBeNull();
    expect(judged(SEEN, 'high', entry({ until: '2026-11-24' }))).toEqual({
      suppression: null,
      notices: ['expired: it was accepted until 2026-11-24 by ops'],
    });
  });

  it.each<[string, Seen, Severity]>([
    ['it is critical now, high was accepted', SEEN, 'critical'],
    ['anonymous visitors have admin now, read was accepted', { ...SEEN, level: 'admin' }, 'high'],
    ['data classes that were not accepted: api-token', { ...SEEN, classes: ['api-token', 'email'] }, 'high'],
    ['its collections are others than those that were accepted', { ...SEEN, collections: ['users', 'tokens'] }, 'high'],
  ])('hides nothing worse: %s', (why, seen, severity) => {
    expect(judged(seen, severity)).toEqual({ suppression: null, notices: [`outgrown: ${why}`] });
  });

  it.each<[string, Seen, Severity]>([
    ['less severe', SEEN, 'medium'],
    ['a lower level', { ...SEEN, level: 'metadata' }, 'high'],
    ['fewer classes', { ...SEEN, classes: [] }, 'high'],
    ['a name with another date', { ...SEEN, collections: ['users', 'logs-2026.11.26'] }, 'high'],
    ['collections that were not listed this time', { ...SEEN, collections: null }, 'high'],
    ['a level that could not be settled', { ...SEEN, level: 'unknown' }, 'high'],
  ])('holds for what is no worse: %s', (_, seen, severity) => {
    expect(judged(seen, severity).suppression).not.toBeNull();
  });
});

describe('.unlatchedignore.yaml', () => {
  const { where: _, ...written } = entry();

  it('is read as it was written, and keeps comments', () => {
    const first = withEntry('', written);
    const second = withEntry(`# ours\n${first}`, { ...written, of: { rule: 'redis/plaintext', target: 'cache:6379' } });
    expect(second).toContain('# ours');
    const read = readAcceptances(second, 'f', DAY);
    expect(read.map(({ where: _where, ...item }) => item)).toEqual([
      written,
      { ...written, of: { rule: 'redis/plaintext', target: 'cache:6379' } },
    ]);
    expect(read.map(({ where }) => where)).toEqual(['f:5:5', expect.stringMatching(/^f:\d+:5$/)]);
    expect(readAcceptances(withoutEntries(second, new Set([0])), 'f', DAY)).toHaveLength(1);
    expect(readAcceptances(withoutEntries(first, new Set([0])), 'f', DAY)).toEqual([]);
  });

  const wrong = (change: (text: string) => string): string => {
    try {
      readAcceptances(change(withEntry('', written)), 'f', DAY);
    } catch (error) {
      const { where, message, mend } = error as { where: string; message: string; mend: string };
      return `${where.replace(/:\d+$/, '')} ${message} | ${mend}`;
    }
    return 'it was taken';
  };

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'no reason',
      (text) => text.replace(/ +reason: .*\n/, ''),
      /^f:4 "accept\.0\.reason" .*\| write why it may stay open$/,
    ],
    ['nobody', (text) => text.replace('by: ops', 'by: ""'), /"accept\.0\.by" .*\| write who answers for it$/],
    ['no day', (text) => text.replace('2026-12-31', 'next year'), /"accept\.0\.until" .*\| write the last day/],
    [
      'more than a year',
      (text) => text.replace('2026-12-31', '2027-12-31'),
      /more than a year .*\| write a day within a year/,
    ],
    [
      'nothing that was accepted',
      (text) => text.replace(/ +accepted:[\s\S]*/, ''),
      /\| write what was accepted; unlatched ignore add/,
    ],
    [
      'half a fingerprint',
      (text) => text.replace(/finding: .{10}.*/, 'finding: abcdef'),
      /\| write the whole fingerprint/,
    ],
    [
      'an unknown key',
      (text) => text.replace('by: ops', 'by: ops\n    forever: true'),
      /"accept\.0" .*\| write "finding", or "rule" and "target"/,
    ],
    ['no list', () => 'accept: yes\n', /^f:1 "accept"/],
  ])('%s is told with its line and its mend', (_, change, said) => {
    expect(wrong(change)).toMatch(said);
  });
});
