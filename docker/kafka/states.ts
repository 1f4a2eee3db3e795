import { kafkaAdmin } from '../../seeds/kafka/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const DOOR = 9092;

/** The administrator comes in by a port of his own, which asks for a login in every state. */
function server(target: string): LabServer {
  const tls = /^(?:tls|certificate)/.test(target);
  return {
    docker: 'kafka',
    product: 'Apache Kafka',
    target,
    ports: [9094, DOOR],
    tls,
    ready: 'listening',
    memory: 0.9,
    admin: ({ host, port }) => kafkaAdmin({ host, port, tls: false }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect): LabState {
  return { name: `kafka/${name}`, server: at, variant, front: null, door: DOOR, path: '/', ci: false, expect };
}

/** Nobody is asked who they are, and there is no authorizer. What a message holds is not read. */
function open(version: string): Expect {
  return {
    outcome: 'exposed',
    engine: 'kafka',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: [],
    rules: ['kafka/anonymous-admin'],
    counted: true,
  };
}

const LOCKED: Expect = {
  ...open('3.9'),
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  rules: [],
  counted: false,
};

const open391 = server('open-3.9.1');
const acl391 = server('acl-3.9.1');

export const states: readonly LabState[] = [
  state('3.9.1-empty', open391, 'empty', { ...open('3.9'), level: 'metadata' }),
  state('3.9.1-open', open391, 'people', open('3.9')),
  state('3.9.1-ransom', open391, 'ransom', {
    ...open('3.9'),
    rules: ['kafka/anonymous-admin', 'kafka/ransom-note'],
  }),
  state('3.9.1-locked', server('locked-3.9.1'), 'people', LOCKED),
  // An authorizer that gives a stranger nothing, and one that gives him two of three topics.
  state('3.9.1-acl', acl391, 'people', LOCKED),
  state('3.9.1-anonymous-limited', acl391, 'limited', {
    ...open('3.9'),
    inferred: 'read',
    protection: 'authentication',
    rules: ['kafka/anonymous-read'],
  }),
  state('3.9.1-tls', server('tls-3.9.1'), 'people', open('3.9')),
  state('3.9.1-certificate', server('certificate-3.9.1'), 'people', {
    ...LOCKED,
    engine: null,
    version: null,
    level: 'none',
    inferred: 'none',
    protection: 'client-certificate',
  }),
  state('4.1.0-open', server('open-4.1.0'), 'people', open('4.1')),
];
