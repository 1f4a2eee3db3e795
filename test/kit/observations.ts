import type { Audited } from '../../src/model/audited.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { AccessFacts, InventoryFacts } from '../../src/model/facts.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Rule } from '../../src/model/rule.ts';

/** Made-up observations for tests of what comes after them. Only what a test is about needs to be given. */
export function endpoint(over: Partial<Endpoint> = {}): Endpoint {
  return {
    target: '127.0.0.1:9200',
    source: null,
    host: '127.0.0.1',
    address: '127.0.0.1',
    port: 9200,
    transport: 'tcp',
    path: '/',
    tls: 'auto',
    required: true,
    portNamed: true,
    ...over,
  };
}

export function facts(access: Partial<AccessFacts['access']> = {}, over: Partial<AccessFacts> = {}): AccessFacts {
  return {
    service: { engine: 'elasticsearch', version: '6.8.23', identity: { clusterUuid: 'u1' }, name: 'lab' },
    access: {
      proved: 'read',
      inferred: 'admin',
      capabilities: ['identify', 'list-collections', 'read-records'],
      protection: null,
      securityLayer: 'absent',
      anonymous: null,
      filtered: false,
      control: 'passed',
      reason: null,
      ...access,
    },
    settings: {},
    proofs: { 'read-records': [3] },
    notes: [],
    ...over,
  };
}

export function inventory(over: Partial<InventoryFacts> = {}): InventoryFacts {
  return {
    collections: [
      {
        name: 'customers',
        kind: 'index',
        records: 1200,
        bytes: 4096,
        created: null,
        system: false,
        state: [],
        aliases: [],
        fields: [
          { name: 'email', type: 'keyword', countAs: 'email' },
          { name: 'height', type: 'float', countAs: 'height' },
        ],
        fieldsOmitted: 0,
      },
      {
        name: '.kibana',
        kind: 'index',
        records: 7,
        bytes: 1,
        created: null,
        system: true,
        state: [],
        aliases: [],
        fields: [],
        fieldsOmitted: 0,
      },
    ],
    omitted: null,
    egress: [],
    signs: [],
    settings: {},
    proofs: {},
    notes: [],
    ...over,
  };
}

export function observation(over: Partial<Observation> = {}): Observation {
  return {
    schema: 'unlatched/observation/1',
    endpoint: endpoint(),
    observedAt: '2019-12-05T00:00:00.000Z',
    outcome: 'exposed',
    protection: null,
    reason: null,
    tls: null,
    facts: facts(),
    inventory: null,
    inventoryFrom: null,
    egress: [],
    classes: [],
    lookedFor: [],
    measurement: null,
    heard: null,
    evidence: [
      {
        exchange: 3,
        name: 'count',
        safety: 'count',
        request: 'GET /customers/_count',
        response: '{"count":1200}',
        sha256: 'ab',
      },
    ],
    sent: { requests: 8, bytes: 900, received: 9000 },
    ...over,
  };
}

export function audited(over: Partial<Audited> = {}): Audited {
  const observations = over.observations ?? [observation()];
  return {
    id: 'a-1',
    toolVersion: '0.1.0',
    startedAt: '2019-12-05T00:00:00.000Z',
    finishedAt: '2019-12-05T00:00:01.000Z',
    depth: 'inventory',
    incompleteBecause: null,
    vantage: { name: 'desk', kind: 'loopback' },
    scope: { allow: [], deny: [], public: [] },
    tried: observations.length,
    refusals: [],
    notReached: [],
    defects: [],
    ...over,
    observations,
  };
}

export function rule(over: Partial<Rule> = {}): Rule {
  return {
    id: 'elasticsearch/anonymous-read',
    engine: 'elasticsearch',
    title: 'Anyone can read the records',
    description: '',
    severity: 'critical',
    severityWhen: [],
    when: 'true',
    proof: ['read-records'],
    references: ['CWE-306'],
    remediation: { summary: 'Turn security on.', steps: ['Set xpack.security.enabled: true'], verify: null },
    ...over,
  };
}
