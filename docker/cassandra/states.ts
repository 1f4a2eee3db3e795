import { cassandraAdmin } from '../../seeds/cassandra/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

/** The password that is set when the server is made. */
const OF_OLD = 'cassandra';

function server(kind: 'open' | 'locked' | 'tls' | 'client-certificate'): LabServer {
  const tls = kind === 'tls' || kind === 'client-certificate';
  const password = kind === 'locked' ? OF_OLD : null;
  return {
    docker: 'cassandra',
    product: 'Cassandra',
    target: `${kind}-5.0.4`,
    ports: [9042],
    tls,
    ready: 'listening',
    memory: 1.5,
    admin: kind === 'client-certificate' ? null : ({ host, port }) => cassandraAdmin({ host, port, tls, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string | null, expect: Expect): LabState {
  return {
    name: `cassandra/5.0.4-${name}`,
    server: at,
    variant,
    front: null,
    door: 9042,
    path: '/',
    ci: false,
    expect,
  };
}

/** Nobody is asked who they are, and no rights are kept. */
function open(classes: readonly string[], more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'cassandra',
    version: '5.0.4',
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['cassandra/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** What it supports is told to everybody; its version is not. */
const LOCKED: Expect = open([], {
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  rules: [],
  counted: false,
});

const at = server('open');

export const states: readonly LabState[] = [
  state('open', at, 'people', open(INCIDENT)),
  state('fresh', at, 'fresh', open(['email', 'username'])),
  state('ransom', at, 'ransom', open([], { rules: ['cassandra/anonymous-admin', 'cassandra/ransom-note'] })),
  state('hostile-names', at, 'hostile-names', open(['email'])),
  // Names of keyspaces are the most that an exchange can show.
  state('empty', at, 'empty', open([], { level: 'metadata' })),
  state('locked', server('locked'), 'people', LOCKED),
  state('tls', server('tls'), 'fresh', open(['email', 'username'])),
  // Refused before a word of the protocol: what it is cannot be learnt.
  state('client-certificate', server('client-certificate'), null, {
    ...LOCKED,
    engine: null,
    protection: 'client-certificate',
  }),
];
