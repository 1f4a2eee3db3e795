import { chromaAdmin } from '../../seeds/chroma/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const PORT = 8000;

function server(target: string): LabServer {
  return {
    docker: 'chroma',
    product: 'Chroma',
    target,
    ports: [PORT],
    tls: false,
    ready: 'listening',
    memory: 0.75,
    admin: ({ host, port }) =>
      chromaAdmin({ url: `http://${host}:${port}`, token: target.startsWith('locked') ? 'labtoken' : null }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect): LabState {
  return { name: `chroma/${name}`, server: at, variant, front: null, door: PORT, path: '/', ci: false, expect };
}

/** From 1.1 on the schema of a collection names its metadata. */
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

/** Nobody is asked who they are. The server in Rust tells the version of its interface alone. */
function open(version: string | null, more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'chroma',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: [],
    rules: ['chroma/anonymous-admin'],
    counted: true,
    ...more,
  };
}

const open159 = server('open-1.5.9');
const open063 = server('open-0.6.3');

export const states: readonly LabState[] = [
  state('1.5.9-open', open159, 'people', open(null, { classes: CLASSES })),
  state('1.5.9-ransom', open159, 'ransom', open(null, { rules: ['chroma/anonymous-admin', 'chroma/ransom-note'] })),
  state('1.5.9-empty', open159, 'empty', open(null, { level: 'metadata' })),
  // The login of 0.6 is set, and nobody is asked all the same.
  state('1.5.9-ignored-login', server('ignored-login-1.5.9'), 'people', open(null, { classes: CLASSES })),
  state('0.6.3-open', open063, 'people', open('0.6.3')),
  state(
    '0.6.3-locked',
    server('locked-0.6.3'),
    'people',
    open('0.6.3', {
      outcome: 'protected',
      level: 'banner',
      inferred: 'banner',
      protection: 'authentication',
      rules: [],
      counted: false,
    }),
  ),
];
