import { milvusAdmin } from '../../seeds/milvus/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const CLIENT = 19_530;
const MANAGEMENT = 9_091;

function server(target: string): LabServer {
  return {
    docker: 'milvus',
    product: 'Milvus',
    target,
    ports: [MANAGEMENT, CLIENT],
    tls: false,
    ready: 'listening',
    memory: 2,
    admin: ({ host, port }) => milvusAdmin({ url: `http://${host}:${port}` }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, door: number, variant: string, expect: Expect): LabState {
  return { name: `milvus/${name}`, server: at, variant, front: null, door, path: '/', ci: false, expect };
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

/** Nobody is asked who they are. The version is told over gRPC alone. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'milvus',
    version: null,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: CLASSES,
    rules: ['milvus/anonymous-admin'],
    counted: true,
    ...more,
  };
}

const MANAGED = ['milvus/anonymous-admin', 'milvus/management-port'];
const open235 = server('open-2.3.5');
const locked235 = server('locked-2.3.5');

export const states: readonly LabState[] = [
  state('2.3.5-open', open235, CLIENT, 'people', open()),
  state('2.3.5-open-management', open235, MANAGEMENT, 'people', open({ rules: MANAGED })),
  state('2.3.5-empty', open235, CLIENT, 'empty', open({ level: 'metadata', classes: [] })),
  state(
    '2.3.5-locked',
    locked235,
    CLIENT,
    'people',
    open({
      outcome: 'protected',
      level: 'banner',
      inferred: 'banner',
      protection: 'authentication',
      classes: [],
      rules: [],
      counted: false,
    }),
  ),
  // The same server, whose authorization does not hold there.
  state('2.3.5-locked-management', locked235, MANAGEMENT, 'people', open({ rules: MANAGED })),
];
