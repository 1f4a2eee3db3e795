import { searchAdmin } from '../../seeds/opensearch/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

const LABADMIN = { username: 'labadmin', password: 'adminpass123' };

function server(target: string): LabServer {
  const [kind = '', version = ''] = target.split('-');
  const secured = kind !== 'open';
  return {
    docker: 'opensearch',
    product: 'OpenSearch',
    target,
    ports: [9200],
    tls: secured,
    memory: 1.4,
    admin: ({ host, port }) =>
      searchAdmin({
        product: 'opensearch',
        version,
        url: `${secured ? 'https' : 'http'}://${host}:${port}`,
        login: secured ? LABADMIN : null,
      }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect, ci = false): LabState {
  return { name: `opensearch/${name}`, server: at, variant, front: null, door: 9200, path: '/', ci, expect };
}

function open(version: string, classes: readonly string[]): Expect {
  return {
    outcome: 'exposed',
    engine: 'opensearch',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['opensearch/anonymous-admin'],
    counted: true,
  };
}

/** `Unauthorized`, and which product says so: no version, no banner. */
const LOCKED: Expect = {
  outcome: 'protected',
  engine: 'opensearch',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

/** The plugin is there, and one line turns it off. */
const turnedOff2191: LabServer = {
  ...server('open-2.19.1'),
  target: 'locked-2.19.1',
  environment: { LAB_EXTRA: 'plugins.security.disabled: true\n' },
};
const open2191 = server('open-2.19.1');
const anonymous2191 = server('anonymous-2.19.1');

export const states: readonly LabState[] = [
  state('1.3.20-open', server('open-1.3.20'), 'people', open('1.3.20', INCIDENT)),
  state('2.19.1-open', open2191, 'people', open('2.19.1', INCIDENT), true),
  state('2.19.1-turned-off', turnedOff2191, 'people', open('2.19.1', INCIDENT)),
  state('2.19.1-data-stream', open2191, 'data-stream', open('2.19.1', ['email']), true),
  state(
    '2.19.1-ransom',
    open2191,
    'ransom',
    { ...open('2.19.1', []), rules: ['opensearch/anonymous-admin', 'opensearch/ransom-note'] },
    true,
  ),
  state('2.19.1-locked', server('locked-2.19.1'), 'forbidden', LOCKED, true),
  state(
    '2.19.1-anonymous',
    anonymous2191,
    'guarded',
    {
      ...open('2.19.1', ['email', 'username']),
      inferred: 'read',
      protection: 'authentication',
      rules: ['opensearch/anonymous-read'],
    },
    true,
  ),
  state(
    '2.19.1-anonymous-forbidden',
    anonymous2191,
    'forbidden',
    { ...LOCKED, version: '2.19.1', level: 'banner', inferred: 'banner' },
    true,
  ),
  // Some documents, some fields, and an address turned into a digest.
  state(
    '2.19.1-filtered',
    server('filtered-2.19.1'),
    'filtered',
    {
      ...open('2.19.1', ['email']),
      inferred: 'read',
      protection: 'authentication',
      rules: ['opensearch/anonymous-read'],
    },
    true,
  ),
  state('3.4.0-open', server('open-3.4.0'), 'people', open('3.4.0', INCIDENT), true),
  state('3.4.0-locked', server('locked-3.4.0'), 'forbidden', LOCKED),
];
