import { memcachedAdmin } from '../../seeds/memcached/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

/** Nobody fills what is spoken to in binary alone: whoever is let in there finds it empty. */
function server(target: string): LabServer {
  const [kind = ''] = target.split('-');
  const tls = kind === 'tls';
  return {
    docker: 'memcached',
    product: 'memcached',
    target,
    ports: [11211],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: ['sasl', 'binary'].includes(kind)
      ? null
      : ({ host, port }) => memcachedAdmin({ host, port, tls, login: kind === 'locked' ? 'lab labpass123' : null }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string | null, expect: Expect, ci = false): LabState {
  return { name: `memcached/1.6.18-${name}`, server: at, variant, front: null, door: 11211, path: '/', ci, expect };
}

/** Nobody is asked who they are; the last word of a key says what some values are. */
const OPEN: Expect = {
  outcome: 'exposed',
  engine: 'memcached',
  version: '1.6.18',
  level: 'read',
  inferred: 'admin',
  protection: null,
  classes: ['email'],
  rules: ['memcached/anonymous-admin'],
  counted: true,
};

const LOCKED: Expect = {
  ...OPEN,
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

const open = server('open-1.6.18');
const datagrams: LabServer = { ...server('udp-1.6.18'), udp: [11211] };

export const states: readonly LabState[] = [
  state('open', open, 'people', OPEN, true),
  state('empty', open, 'empty', { ...OPEN, level: 'metadata', classes: [] }, true),
  state('locked', server('locked-1.6.18'), 'people', LOCKED, true),
  // Keys are not named, and are looked up all the same.
  state('nodump', server('nodump-1.6.18'), 'unnamed', { ...OPEN, classes: [] }),
  state('udp', datagrams, 'people', OPEN),
  // The same server over UDP, where no key is named.
  { ...state('over-udp', datagrams, 'unnamed', { ...OPEN, classes: [] }), udp: true },
  state('tls', server('tls-1.6.18'), 'people', OPEN),
  // SASL tells its version to everybody, and asks for a login before anything else.
  state('sasl', server('sasl-1.6.18'), null, { ...LOCKED, version: '1.6.18', level: 'banner', inferred: 'banner' }),
  state('binary', server('binary-1.6.18'), null, { ...OPEN, level: 'metadata', classes: [] }),
];
