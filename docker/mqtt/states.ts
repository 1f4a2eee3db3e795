import { mqttAdmin } from '../../seeds/mqtt/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = target.startsWith('tls') || target.startsWith('client-certificate');
  const login = /^(?:locked|anonymous|tls-2)/.test(target) ? { username: 'lab', password: 'labpass123' } : null;
  return {
    docker: 'mqtt',
    product: 'Mosquitto',
    target,
    ports: [1883],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: target.startsWith('client-certificate') ? null : ({ host, port }) => mqttAdmin({ host, port, tls, login }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string | null, expect: Expect, ci = false): LabState {
  return { name: `mqtt/2.0.11-${name}`, server: at, variant, front: null, door: 1883, path: '/', ci, expect };
}

/** Whoever gives no name is taken in and subscribes; what is delivered then is not told. */
const OPEN: Expect = {
  outcome: 'exposed',
  engine: 'mqtt',
  version: '2.0.11',
  level: 'metadata',
  inferred: 'unknown',
  protection: null,
  classes: [],
  rules: ['mqtt/anonymous-metadata'],
  counted: true,
};

const LOCKED: Expect = {
  ...OPEN,
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  rules: [],
  counted: false,
};

const open = server('open-2.0.11');

export const states: readonly LabState[] = [
  state('open', open, 'retained', OPEN, true),
  state('empty', open, 'empty', OPEN, true),
  state('locked', server('locked-2.0.11'), 'retained', LOCKED, true),
  // It grants all subscriptions, and then delivers its own numbers alone.
  state('anonymous-limited', server('anonymous-limited-2.0.11'), 'retained', OPEN),
  // It tells nothing of itself: not even how many messages it retains.
  state('silent', server('silent-2.0.11'), 'empty', { ...OPEN, version: null }),
  state('tls-open', server('tls-open-2.0.11'), 'retained', OPEN),
  state('tls', server('tls-2.0.11'), 'retained', LOCKED),
  state('client-certificate', server('client-certificate-2.0.11'), null, {
    ...LOCKED,
    engine: null,
    protection: 'client-certificate',
  }),
];
