import { etcdAdmin } from '../../seeds/etcd/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

/** States that ask for the password of root. */
const ASKING = ['locked', 'side-door', 'anonymous-limited', 'tls'];
/** Nobody can fill them over HTTP. */
const UNFILLED = ['client-certificate', 'no-gateway'];

function server(target: string): LabServer {
  const kind = target.slice(0, target.lastIndexOf('-'));
  const tls = ['tls', 'tls-open', 'client-certificate'].includes(kind);
  const password = ASKING.includes(kind) ? 'adminpass123' : null;
  return {
    docker: 'etcd',
    product: 'etcd',
    target,
    ports: [2379, 2380],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: UNFILLED.includes(kind)
      ? null
      : ({ host, port }) => etcdAdmin({ url: `${tls ? 'https' : 'http'}://${host}:${port}`, password }),
  };
}

type Expect = LabState['expect'];
type More = Partial<Pick<LabState, 'ci' | 'door'>>;

function state(name: string, at: LabServer, variant: string | null, expect: Expect, more: More = {}): LabState {
  return { name: `etcd/${name}`, server: at, variant, front: null, door: 2379, path: '/', ci: false, expect, ...more };
}

/** Nobody is asked who they are. */
function open(version: string, classes: readonly string[], more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'etcd',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['etcd/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** The version is told to everybody. */
function locked(version: string): Expect {
  return open(version, [], {
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
    rules: [],
    counted: false,
  });
}

const debian = server('open-3.4.23');
const wheel = server('open-3.5.1');
const EMAIL = ['email'];
const ALONE: Partial<Expect> = { protection: null, outcome: 'inconclusive' };

export const states: readonly LabState[] = [
  state('3.4.23-open', debian, 'people', open('3.4.23', INCIDENT), { ci: true }),
  // Nothing is there that could be read: that there is nothing is the most that an exchange can show.
  state('3.4.23-empty', debian, 'empty', open('3.4.23', [], { level: 'metadata' }), { ci: true }),
  state(
    '3.4.23-kubernetes',
    debian,
    'kubernetes',
    open('3.4.23', [], { rules: ['etcd/anonymous-admin', 'etcd/kubernetes-secrets'] }),
    { ci: true },
  ),
  state(
    '3.4.23-ransom',
    debian,
    'ransom',
    open('3.4.23', [], { rules: ['etcd/anonymous-admin', 'etcd/ransom-note'] }),
    { ci: true },
  ),
  // The port between members lists them, and serves no keys.
  state('3.4.23-peer', debian, 'empty', { ...locked('3.4.23'), ...ALONE }, { ci: true, door: 2380 }),
  state('3.4.23-both', server('both-3.4.23'), 'both', open('3.4.23', EMAIL), { ci: true }),
  // v3 asks for a password, and v2 beside it asks nobody.
  state(
    '3.4.23-side-door',
    server('side-door-3.4.23'),
    'beside',
    open('3.4.23', [], { protection: 'authentication', rules: ['etcd/anonymous-admin', 'etcd/side-door'] }),
    { ci: true },
  ),
  state('3.4.23-locked', server('locked-3.4.23'), 'contacts', locked('3.4.23'), { ci: true }),
  state(
    '3.4.23-anonymous-limited',
    server('anonymous-limited-3.4.23'),
    'published',
    open('3.4.23', [], { inferred: 'read', protection: 'authentication', rules: ['etcd/anonymous-read'] }),
  ),
  state('3.4.23-tls-open', server('tls-open-3.4.23'), 'contacts', open('3.4.23', EMAIL)),
  state('3.4.23-tls', server('tls-3.4.23'), 'contacts', locked('3.4.23')),
  state('3.4.23-client-certificate', server('client-certificate-3.4.23'), null, {
    ...locked(''),
    engine: null,
    version: null,
    level: 'none',
    inferred: 'none',
    protection: 'client-certificate',
  }),
  // gRPC alone, which the audit does not speak.
  state('3.4.23-no-gateway', server('no-gateway-3.4.23'), null, { ...locked('3.4.23'), ...ALONE }),
  state('3.5.1-open', wheel, 'people', open('3.5.1', INCIDENT)),
  // Users were made, and nobody is asked for them: authentication was on, or was to be.
  state('3.5.1-turned-off', wheel, 'users', open('3.5.1', EMAIL)),
  state('3.5.1-locked', server('locked-3.5.1'), 'contacts', locked('3.5.1')),
  state('3.6.5-open', server('open-3.6.5'), 'people', open('3.6.5', INCIDENT)),
  state('3.6.5-locked', server('locked-3.6.5'), 'contacts', locked('3.6.5')),
];
