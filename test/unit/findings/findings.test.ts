import { describe, expect, it } from 'vitest';
import { findingsOf, fingerprint } from '../../../src/findings/index.ts';
import { endpoint, observation, rule } from '../../kit/observations.ts';

describe('fingerprint', () => {
  it('is sha256 of rule, host, port, transport and path', () => {
    // printf 'r\nhost\n9200\ntcp\n/' | sha256sum
    expect(fingerprint('r', { host: 'HOST', port: 9200, transport: 'tcp', path: '/' })).toBe(
      'cbdd490bf7bb22f3a5a1491e7b55f1327aa8e975d67cd9b5f627bf77811b867a',
    );
  });

  it('outlives a new address and a new version', () => {
    const before = fingerprint('r', endpoint({ host: 'db.example', address: '127.0.0.1' }));
    expect(fingerprint('r', endpoint({ host: 'db.example', address: '127.0.0.9', target: 'db.example' }))).toBe(before);
  });

  it.each([
    ['rule', fingerprint('other', endpoint())],
    ['host', fingerprint('r', endpoint({ host: '127.0.0.2' }))],
    ['port', fingerprint('r', endpoint({ port: 9201 }))],
    ['transport', fingerprint('r', endpoint({ transport: 'udp' }))],
    ['path', fingerprint('r', endpoint({ path: '/es/' }))],
  ])('changes with the %s', (_, changed) => {
    expect(changed).not.toBe(fingerprint('r', endpoint()));
  });
});

describe('findingsOf', () => {
  it('carries the exchanges that prove the rule, and no others', () => {
    const [finding] = findingsOf(
      observation({
        evidence: [
          { exchange: 1, name: 'root', safety: 'identify', request: 'GET /', response: '{}', sha256: 'a' },
          {
            exchange: 3,
            name: 'count',
            safety: 'count',
            request: 'GET /customers/_count',
            response: '{"count":1}',
            sha256: 'b',
          },
        ],
      }),
      [{ rule: rule(), severity: 'critical' }],
    );
    expect(finding?.evidence).toEqual([{ request: 'GET /customers/_count', response: '{"count":1}', sha256: 'b' }]);
  });

  it('puts the worst first, then by rule', () => {
    const found = findingsOf(observation(), [
      { rule: rule({ id: 'elasticsearch/b' }), severity: 'low' },
      { rule: rule({ id: 'elasticsearch/c' }), severity: 'critical' },
      { rule: rule({ id: 'elasticsearch/a' }), severity: 'low' },
    ]);
    expect(found.map((finding) => finding.rule)).toEqual(['elasticsearch/c', 'elasticsearch/a', 'elasticsearch/b']);
  });
});
