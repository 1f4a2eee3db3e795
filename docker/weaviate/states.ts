import { weaviateAdmin } from '../../seeds/weaviate/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const PORT = 8080;

function server(target: string): LabServer {
  const key = target.startsWith('open') ? null : 'labkey';
  return {
    docker: 'weaviate',
    product: 'Weaviate',
    target,
    ports: [PORT],
    tls: false,
    ready: 'listening',
    memory: 0.75,
    admin: ({ host, port }) => weaviateAdmin({ url: `http://${host}:${port}`, key }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect): LabState {
  return { name: `weaviate/${name}`, server: at, variant, front: null, door: PORT, path: '/', ci: false, expect };
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

/** Anonymous visitors are let in, and there are no rights but all. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'weaviate',
    version: '1.35.2',
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: CLASSES,
    rules: ['weaviate/anonymous-admin'],
    counted: true,
    ...more,
  };
}

function locked(version: string | null): Expect {
  return open({
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

const open135 = server('open-1.35.2');

export const states: readonly LabState[] = [
  state('1.35.2-open', open135, 'people', open()),
  state(
    '1.35.2-ransom',
    open135,
    'ransom',
    open({ classes: [], rules: ['weaviate/anonymous-admin', 'weaviate/ransom-note'] }),
  ),
  state('1.35.2-empty', open135, 'empty', open({ level: 'metadata', classes: [] })),
  state(
    '1.35.2-read-only',
    server('read-only-1.35.2'),
    'people',
    open({ inferred: 'read', protection: 'authentication', rules: ['weaviate/anonymous-read'] }),
  ),
  // The version is told to whoever is let in, and an empty list is no list.
  state('1.35.2-no-rights', server('no-rights-1.35.2'), 'people', locked('1.35.2')),
  state('1.35.2-locked', server('locked-1.35.2'), 'people', locked(null)),
];
