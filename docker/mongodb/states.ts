import { mongodbAdmin } from '../../seeds/mongodb/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = /^(?:tls|client-certificate)/.test(target);
  const password = /^(?:locked|tls-1)/.test(target) ? 'labpw' : null;
  return {
    docker: 'mongodb',
    product: 'FerretDB',
    target,
    ports: [27017],
    tls,
    ready: 'listening',
    memory: 0.5,
    admin: target.startsWith('client-certificate')
      ? null
      : ({ host, port }) => mongodbAdmin({ place: `${host}:${port}`, tls, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string | null, expect: Expect): LabState {
  return { name: `mongodb/${name}`, server: at, variant, front: null, door: 27017, path: '/', ci: false, expect };
}

/** Nobody is asked who they are. The version that it gives is MongoDB's, and not its own. */
function open(classes: readonly string[], more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'mongodb',
    version: null,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['mongodb/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** What it is, is told to everybody. */
const LOCKED: Expect = open([], {
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  rules: [],
  counted: false,
});

/** Of the incident's fields those that are indexed. */
const INDEXED = ['alexa-token', 'email', 'shared-contact', 'username', 'wifi-ssid'];

const plain = server('open-1.24.0');

export const states: readonly LabState[] = [
  state('ferretdb-1.24.0-open', plain, 'people', open(INDEXED)),
  // No database at all: that there is none is the most that an exchange can show.
  state('ferretdb-1.24.0-empty', plain, 'empty', open([], { level: 'metadata' })),
  state(
    'ferretdb-1.24.0-ransom',
    plain,
    'ransom',
    open([], { rules: ['mongodb/anonymous-admin', 'mongodb/ransom-note'] }),
  ),
  state('ferretdb-1.24.0-locked', server('locked-1.24.0'), 'contacts', LOCKED),
  state('ferretdb-1.24.0-tls-open', server('tls-open-1.24.0'), 'contacts', open(['email'])),
  state('ferretdb-1.24.0-tls', server('tls-1.24.0'), 'contacts', LOCKED),
  state('ferretdb-1.24.0-client-certificate', server('client-certificate-1.24.0'), null, {
    ...LOCKED,
    engine: null,
    level: 'none',
    inferred: 'none',
    protection: 'client-certificate',
  }),
];
