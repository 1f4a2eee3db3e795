import { postgresAdmin } from '../../seeds/postgresql/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

const ADMIN = { user: 'labadmin', password: 'adminpass123' };

function server(target: string, tls = false): LabServer {
  return {
    docker: 'postgresql',
    product: 'PostgreSQL',
    target,
    ports: [5432],
    // TLS is agreed on in the protocol itself: nothing is said of it in a target.
    tls: false,
    ready: 'listening',
    memory: 0.5,
    admin: ({ host, port }) => postgresAdmin({ host, port, tls, ...ADMIN }),
  };
}

function pooler(target: string): LabServer {
  return {
    docker: 'postgresql',
    product: 'PgBouncer',
    target,
    ports: [6432],
    tls: false,
    ready: 'listening',
    memory: 0.2,
    admin: null,
  };
}

const pglite: LabServer = {
  docker: 'postgresql',
  product: 'PGlite',
  target: 'pglite-0.5.14',
  ports: [5432],
  tls: false,
  ready: 'listening',
  memory: 2,
  admin: ({ host, port }) => postgresAdmin({ host, port, tls: false, user: 'postgres', password: null }),
};

type Expect = LabState['expect'];
type More = Partial<Pick<LabState, 'ci' | 'door' | 'front'>> & { readonly expect?: Partial<Expect> };

function state(name: string, at: LabServer, variant: string, expect: Expect, more: More = {}): LabState {
  const { ci = false, door = 5432, front = null } = more;
  return {
    name: `postgresql/${name}`,
    server: at,
    variant,
    front,
    door,
    path: '/',
    ci,
    expect: { ...expect, ...more.expect },
  };
}

const ALARMS = ['postgresql/anonymous-admin', 'postgresql/programs-on-the-host'];

/** Nobody is asked for a password, and the account is a superuser. */
function open(version: string, classes: readonly string[]): Expect {
  return {
    outcome: 'exposed',
    engine: 'postgresql',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ALARMS,
    counted: true,
  };
}

const LOCKED: Expect = {
  outcome: 'protected',
  engine: 'postgresql',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

const open183 = server('open-18.3');

export const states: readonly LabState[] = [
  state('18.3-open', open183, 'people', open('18.3', INCIDENT), { ci: true }),
  state('18.3-uncounted', open183, 'uncounted', open('18.3', INCIDENT), { ci: true }),
  state('18.3-crowd', open183, 'crowd', open('18.3', ['email']), { ci: true }),
  state('18.3-ransom', open183, 'ransom', open('18.3', []), {
    ci: true,
    expect: { rules: [...ALARMS, 'postgresql/ransom-note'] },
  }),
  state('18.3-hostile-names', open183, 'hostile-names', open('18.3', ['email', 'username']), { ci: true }),
  // Names of databases are the most that an exchange can show.
  state('18.3-empty', open183, 'empty', { ...open('18.3', []), level: 'metadata' }, { ci: true }),
  state('18.3-pgbouncer', open183, 'people', open('18.3', INCIDENT), { front: pooler('pooler-any'), door: 6432 }),
  state('18.3-pgbouncer-locked', open183, 'people', LOCKED, { front: pooler('pooler-md5'), door: 6432 }),
  state('18.3-tls', server('tls-18.3', true), 'people', open('18.3', INCIDENT)),
  state('18.3-locked', server('locked-18.3'), 'people', LOCKED, { ci: true }),
  state('18.3-guarded', server('guarded-18.3'), 'people', { ...LOCKED, protection: 'network' }),
  state('18.3-certificate', server('certificate-18.3', true), 'people', {
    ...LOCKED,
    protection: 'client-certificate',
  }),
  // An account that may read two of three tables.
  state('18.3-anonymous-limited', server('limited-18.3'), 'limited', {
    ...open('18.3', ['email', 'username']),
    inferred: 'read',
    rules: ['postgresql/anonymous-read'],
  }),
  // Let in, and only then told that there is no such account: whoever knows another name is in.
  state('18.3-no-account', server('no-account-18.3'), 'people', {
    ...LOCKED,
    outcome: 'inconclusive',
    level: 'unknown',
    inferred: 'unknown',
    protection: null,
    rules: ['postgresql/trust'],
  }),
  state('12.22-open', server('open-12.22'), 'people', open('12.22', INCIDENT)),
  state('9.6.24-open', server('open-9.6.24'), 'people', open('9.6.24', INCIDENT)),
  state('pglite-open', pglite, 'single', { ...open('18.6', INCIDENT), rules: ['postgresql/anonymous-admin'] }),
];
