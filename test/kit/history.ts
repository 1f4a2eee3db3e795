import type { AuditEntry, AuditRecord, Check, DataState, EndpointKey, EndpointState } from '../../src/history/state.ts';

/** Made-up checks for tests of the history. Only what a test is about needs to be given. */
export const PLACE: EndpointKey = { host: 'store.test', port: 9200, transport: 'tcp', path: '/' };

export function data(over: Partial<DataState> = {}): DataState {
  return {
    names: 'n1',
    each: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
    more: false,
    magnitude: 7,
    people: null,
    classes: ['email'],
    signs: [],
    oldest: null,
    ...over,
  };
}

export function open(over: Partial<EndpointState> = {}): EndpointState {
  return {
    address: '192.0.2.1',
    outcome: 'exposed',
    reason: null,
    proved: 'read',
    inferred: 'admin',
    protection: null,
    securityLayer: 'absent',
    anonymous: null,
    tls: null,
    service: { engine: 'elasticsearch', version: '6.8.23', name: 'one', identity: { clusterUuid: 'u1' } },
    surroundings: {},
    data: data(),
    rules: ['elasticsearch/anonymous-read'],
    ...over,
  };
}

export function shut(over: Partial<EndpointState> = {}): EndpointState {
  return open({
    outcome: 'protected',
    proved: 'none',
    inferred: 'none',
    protection: 'authentication',
    securityLayer: 'present',
    data: null,
    rules: [],
    ...over,
  });
}

export function failed(over: Partial<EndpointState> = {}): EndpointState {
  return open({
    outcome: 'inconclusive',
    reason: 'it did not answer in time',
    proved: null,
    inferred: null,
    service: null,
    securityLayer: null,
    data: null,
    rules: [],
    ...over,
  });
}

/** A check at a time, which is its audit's name as well. */
export function check(at: string, state: EndpointState, over: Partial<Check> = {}): Check {
  return { audit: at, at: new Date(at).toISOString(), vantage: 'inside', endpoint: PLACE, state, ...over };
}

export function entry(at: string, over: Partial<AuditEntry> = {}): AuditEntry {
  const time = new Date(at).toISOString();
  return {
    id: at,
    startedAt: time,
    finishedAt: time,
    depth: 'inventory',
    complete: true,
    vantage: 'inside',
    vantageKind: 'private',
    toolVersion: '0.1.0',
    rulesDigest: 'sha256:r1',
    asked: 'a1',
    ...over,
  };
}

export function auditRecord(at: string, state: EndpointState, over: Partial<AuditEntry> = {}): AuditRecord {
  const audit = entry(at, over);
  return {
    audit,
    checks: [{ endpoint: PLACE, at: audit.startedAt, state }],
    findings: state.rules.map((rule) => ({ fingerprint: `${rule}-print`, rule, endpoint: PLACE })),
  };
}
