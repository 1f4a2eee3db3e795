import { natsAdmin } from '../../seeds/nats/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const CLIENTS = 4222;
const MONITORING = 8222;

function server(target: string): LabServer {
  const tls = target.startsWith('tls') || target.startsWith('client-certificate');
  const filled = !target.startsWith('core') && !target.startsWith('client-certificate');
  const login = /^(?:locked|nobody|anonymous|tls-2)/.test(target) ? { user: 'lab', pass: 'labpass123' } : null;
  return {
    docker: 'nats',
    product: 'NATS',
    target,
    ports: [CLIENTS, MONITORING],
    // It speaks plainly first, and then says that TLS is next.
    tls: false,
    ready: 'listening',
    memory: 0.5,
    admin: filled ? ({ host, port }) => natsAdmin({ host, port, tls, login }) : null,
  };
}

type Expect = LabState['expect'];

function state(
  name: string,
  at: LabServer,
  variant: string | null,
  expect: Expect,
  { door = CLIENTS, ci = false }: { readonly door?: number; readonly ci?: boolean } = {},
): LabState {
  return { name: `nats/${name}`, server: at, variant, front: null, door, path: '/', ci, expect };
}

/** Nobody is asked who they are; the last word of a subject says what some messages are. */
function open(version: string, more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'nats',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: ['email', 'wifi-ssid'],
    rules: ['nats/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** The greeting tells the version to everybody. */
function locked(version: string): Expect {
  return open(version, {
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
    classes: [],
    rules: [],
    counted: false,
  });
}

/** Streams are listed, and nothing but `public.>` may be listened to. */
function limited(version: string): Expect {
  return open(version, {
    level: 'metadata',
    inferred: 'metadata',
    protection: 'authentication',
    rules: ['nats/anonymous-metadata'],
  });
}

const open29 = server('open-2.9.10');
const locked29 = server('locked-2.9.10');
const locked214 = server('locked-2.14.0');

export const states: readonly LabState[] = [
  state('2.9.10-open', open29, 'streams', open('2.9.10'), { ci: true }),
  state('2.9.10-empty', open29, 'empty', open('2.9.10', { classes: [] })),
  state('2.9.10-core', server('core-2.9.10'), null, open('2.9.10', { classes: [] })),
  state('2.9.10-locked', locked29, 'streams', locked('2.9.10'), { ci: true }),
  // It has no logins: what the other port guards is named and counted here.
  state(
    '2.9.10-monitoring',
    locked29,
    'streams',
    open('2.9.10', { level: 'metadata', inferred: 'metadata', rules: ['nats/anonymous-metadata'] }),
    { door: MONITORING },
  ),
  // Before 2.10 it does not say what its user for the nameless may do.
  state(
    '2.9.10-nobody',
    server('nobody-2.9.10'),
    'streams',
    open('2.9.10', { inferred: 'read', rules: ['nats/anonymous-read'] }),
  ),
  state('2.9.10-anonymous-limited', server('anonymous-limited-2.9.10'), 'streams', limited('2.9.10')),
  state('2.9.10-tls-open', server('tls-open-2.9.10'), 'streams', open('2.9.10')),
  state('2.9.10-tls', server('tls-2.9.10'), 'streams', locked('2.9.10')),
  state('2.9.10-client-certificate', server('client-certificate-2.9.10'), null, {
    ...locked('2.9.10'),
    protection: 'client-certificate',
  }),
  state('2.14.0-open', server('open-2.14.0'), 'streams', open('2.14.0')),
  state('2.14.0-locked', locked214, 'streams', locked('2.14.0')),
  state('2.14.0-anonymous-limited', server('anonymous-limited-2.14.0'), 'streams', limited('2.14.0')),
  state('2.14.0-nobody', server('nobody-2.14.0'), 'streams', open('2.14.0')),
];
