import { ldapAdmin } from '../../seeds/ldap/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = target === 'tls-2.5.13';
  const startTls = target.startsWith('tls-demanded');
  return {
    docker: 'ldap',
    product: 'OpenLDAP',
    target,
    ports: [tls ? 636 : 389],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: ({ host, port }) => ldapAdmin({ url: `${tls ? 'ldaps' : 'ldap'}://${host}:${port}`, startTls }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string, expect: Expect, ci = false): LabState {
  return { name: `ldap/${name}`, server: at, variant, front: null, door: at.ports[0], path: '/', ci, expect };
}

/** OpenLDAP tells its version among its statistics, which nobody but its administrator has by default. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'ldap',
    version: null,
    level: 'read',
    inferred: 'read',
    protection: null,
    classes: ['device-id', 'email', 'full-name'],
    rules: ['ldap/anonymous-read'],
    counted: true,
    ...more,
  };
}

const LOCKED: Expect = open({
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
});

const plain = server('open-2.5.13');
const HASHES = {
  version: '2.5.13',
  classes: ['device-id', 'email', 'full-name', 'password'],
  rules: ['ldap/anonymous-read', 'ldap/password-hashes-readable'],
};

export const states: readonly LabState[] = [
  state('2.5.13-open', plain, 'people', open(), true),
  // The server gives five hundred at most, and the audit says that there are more.
  state('2.5.13-crowd', plain, 'crowd', open()),
  // The name of the directory itself, and nothing below it.
  state('2.5.13-empty', plain, 'bare', open({ classes: [] })),
  state('2.5.13-passwords', server('passwords-2.5.13'), 'people', open(HASHES)),
  state('2.5.13-unbound', server('unbound-2.5.13'), 'people', open({ protection: 'authentication' })),
  state('2.5.13-locked', server('locked-2.5.13'), 'unseen', LOCKED, true),
  state('2.5.13-rules', server('rules-2.5.13'), 'unseen', LOCKED),
  state('2.5.13-hidden', server('hidden-2.5.13'), 'unseen', LOCKED),
  state(
    '2.5.13-anonymous-limited',
    server('anonymous-limited-2.5.13'),
    'public',
    open({ classes: ['email', 'full-name'] }),
  ),
  state('2.5.13-tls-demanded', server('tls-demanded-2.5.13'), 'people', open()),
  state('2.5.13-tls', server('tls-2.5.13'), 'people', open()),
];
