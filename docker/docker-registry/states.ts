import { registryAdmin } from '../../seeds/docker-registry/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = target.startsWith('tls');
  const password = /^(?:locked|tls)-2/.test(target) ? 'labpw' : null;
  return {
    docker: 'docker-registry',
    product: 'Distribution',
    target,
    ports: [5000],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: ({ host, port }) => registryAdmin({ url: `${tls ? 'https' : 'http'}://${host}:${port}`, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect, ci = false): LabState {
  return { name: `docker-registry/${name}`, server: at, variant, front: null, door: 5000, path: '/', ci, expect };
}

/** Nobody is asked who they are. It tells its version to nobody. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'docker-registry',
    version: null,
    level: 'read',
    inferred: 'write',
    protection: null,
    classes: [],
    rules: ['docker-registry/anonymous-write'],
    counted: true,
    ...more,
  };
}

const LOCKED: Expect = open({
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  rules: [],
  counted: false,
});

const plain = server('open-2.8.2');

export const states: readonly LabState[] = [
  state('2.8.2-open', plain, 'images', open(), true),
  // Nothing is there that could be pulled: that there is nothing is the most that an exchange can show.
  state(
    '2.8.2-miner',
    plain,
    'miner',
    open({ rules: ['docker-registry/anonymous-write', 'docker-registry/miner-sign'] }),
  ),
  state('2.8.2-empty', server('open-2.8.2'), 'empty', open({ level: 'metadata' })),
  state('2.8.2-locked', server('locked-2.8.2'), 'images', LOCKED, true),
  state('2.8.2-tls-open', server('tls-open-2.8.2'), 'images', open()),
  state('2.8.2-tls', server('tls-2.8.2'), 'images', LOCKED),
];
