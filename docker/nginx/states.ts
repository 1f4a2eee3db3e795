import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT, open843 } from '../elasticsearch/states.ts';

function nginx(target: string, tls = false): LabServer {
  return { docker: 'nginx', product: 'nginx', target, ports: [9200], tls, memory: 0.25, admin: null };
}

type Expect = LabState['expect'];

/** In front of the open Elasticsearch of docker/elasticsearch. */
function before(name: string, front: LabServer, expect: Expect, path = '/'): LabState {
  return { name: `nginx/${name}`, server: open843, variant: 'people', front, door: 9200, path, ci: true, expect };
}

function alone(name: string, server: LabServer, expect: Expect): LabState {
  return { name: `nginx/${name}`, server, variant: null, front: null, door: 9200, path: '/', ci: true, expect };
}

const SEEN: Expect = {
  outcome: 'exposed',
  engine: 'elasticsearch',
  version: '8.4.3',
  level: 'read',
  inferred: 'admin',
  protection: null,
  classes: INCIDENT,
  rules: ['elasticsearch/anonymous-admin'],
  counted: true,
};

const SHUT: Expect = {
  outcome: 'protected',
  engine: null,
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

const UNKNOWN: Expect = { ...SHUT, outcome: 'unidentified', protection: null };

const prefix = nginx('prefix');

export const states: readonly LabState[] = [
  before('password-everywhere', nginx('password-everywhere'), SHUT),
  // The front door asks for a password and the windows are open.
  before('password-root', nginx('password-root'), { ...SEEN, protection: 'authentication' }),
  before('prefix', prefix, SEEN, '/es/'),
  before('prefix-missed', prefix, UNKNOWN),
  before('client-certificate', nginx('client-certificate', true), { ...SHUT, protection: 'client-certificate' }),
  alone('welcome', nginx('welcome'), UNKNOWN),
  // Says yes to everything, also to what cannot be: a claim without proof.
  alone('catch-all', nginx('catch-all'), {
    ...UNKNOWN,
    outcome: 'inconclusive',
    engine: 'elasticsearch',
    version: '8.4.3',
    level: 'unknown',
    inferred: 'unknown',
  }),
];
