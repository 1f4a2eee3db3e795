import { neo4jAdmin } from '../../seeds/neo4j/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const BOLT = 7687;

function server(target: string): LabServer {
  const tls = target.startsWith('tls');
  const password = /^(?:locked|tls-\d)/.test(target) ? 'labpass123' : null;
  return {
    docker: 'neo4j',
    product: 'Neo4j',
    target,
    ports: [BOLT, tls ? 7473 : 7474],
    tls,
    ready: 'listening',
    memory: 1,
    admin: ({ host, port }) => neo4jAdmin({ url: `${tls ? 'bolt+ssc' : 'bolt'}://${host}:${port}`, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, door: number, variant: string, expect: Expect): LabState {
  return { name: `neo4j/${name}`, server: at, variant, front: null, door, path: '/', ci: false, expect };
}

const CLASSES = [
  'alexa-token',
  'api-token',
  'bone-density',
  'device-model',
  'device-name',
  'email',
  'firmware',
  'gender',
  'height',
  'nutrition',
  'shared-contact',
  'username',
  'weight',
  'wifi-ssid',
];

const ODD = CLASSES.filter(
  (name) => !['bone-density', 'gender', 'height', 'nutrition', 'shared-contact', 'weight'].includes(name),
);

/** Nobody is asked who they are. */
function open(version: string, more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'neo4j',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: CLASSES,
    rules: ['neo4j/anonymous-admin', 'neo4j/load-csv'],
    counted: true,
    ...more,
  };
}

/** The version is told to everybody. */
function locked(version: string | null): Expect {
  return open(version ?? '', {
    version,
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
    classes: [],
    rules: [],
    counted: false,
  });
}

const open526 = server('open-5.26.0');
const locked526 = server('locked-5.26.0');
const open44 = server('open-4.4.39');
const locked44 = server('locked-4.4.39');

export const states: readonly LabState[] = [
  state('5.26.0-open', open526, BOLT, 'people', open('5.26.0')),
  state('5.26.0-open-http', open526, 7474, 'people', open('5.26.0')),
  state(
    '5.26.0-odd',
    open526,
    BOLT,
    'odd',
    open('5.26.0', { classes: ODD, rules: ['neo4j/anonymous-admin', 'neo4j/load-csv', 'neo4j/ransom-note'] }),
  ),
  state('5.26.0-empty', open526, BOLT, 'empty', open('5.26.0', { level: 'metadata', classes: [] })),
  state('5.26.0-locked', locked526, BOLT, 'people', locked('5.26.0')),
  state('5.26.0-locked-http', locked526, 7474, 'people', locked('5.26.0')),
  // Bolt over TLS is met on its own port: elsewhere the plain page of that port is found first.
  state('5.26.0-tls-open', server('tls-open-5.26.0'), 7473, 'people', open('5.26.0')),
  state('5.26.0-tls', server('tls-5.26.0'), 7473, 'people', locked('5.26.0')),
  state('4.4.39-open', open44, BOLT, 'people', open('4.4.39')),
  state('4.4.39-open-http', open44, 7474, 'people', open('4.4.39')),
  // Before Bolt 5.1 the greeting is the login: who is refused is not told the version.
  state('4.4.39-locked', locked44, BOLT, 'people', locked(null)),
];
