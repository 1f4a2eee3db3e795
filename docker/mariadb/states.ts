import { mysqlAdmin } from '../../seeds/mariadb/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

const ADMIN = { user: 'labadmin', password: 'adminpass123' };

/** A server of the family. Nobody fills one that admits no address, and whoever comes is let in where nobody is asked. */
export function server(
  docker: 'mariadb' | 'mysql',
  product: string,
  target: string,
  fill: typeof mysqlAdmin,
): LabServer {
  const tls = target.startsWith('tls');
  return {
    docker,
    product,
    target,
    ports: [3306],
    // TLS is agreed on in the protocol itself: nothing is said of it in a target.
    tls: false,
    ready: 'listening',
    memory: 0.5,
    admin: target.startsWith('guarded') ? null : ({ host, port }) => fill({ host, port, tls, ...ADMIN }),
  };
}

type Expect = LabState['expect'];

export function state(name: string, at: LabServer, variant: string | null, expect: Expect, ci = false): LabState {
  return { name: `${at.docker}/${name}`, server: at, variant, front: null, door: 3306, path: '/', ci, expect };
}

/** root has no password, and files of the host are anybody's. */
export function open(engine: string, version: string, classes: readonly string[]): Expect {
  return {
    outcome: 'exposed',
    engine,
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: [`${engine}/anonymous-admin`, `${engine}/files-of-the-host`],
    counted: true,
  };
}

/** The version stands in the greeting. */
export function locked(engine: string, version: string | null): Expect {
  return {
    ...open(engine, '', []),
    version,
    outcome: 'protected',
    level: 'none',
    inferred: 'none',
    protection: 'authentication',
    rules: [],
    counted: false,
  };
}

/** No account is for our address: we are told before any greeting. */
export function guarded(engine: string): Expect {
  return { ...locked(engine, null), protection: 'network' };
}

/** An account without a name may read one of two databases. */
export function limited(engine: string, version: string): Expect {
  return {
    ...open(engine, version, ['email', 'username']),
    inferred: 'read',
    rules: [`${engine}/anonymous-read`],
  };
}

/** Nobody's account is looked at. */
export function unchecked(engine: string, version: string, classes: readonly string[]): Expect {
  const same = open(engine, version, classes);
  return { ...same, rules: [...same.rules, `${engine}/skip-grant-tables`] };
}

const VERSION = '10.11.19';
const mariadb = (target: string) => server('mariadb', 'MariaDB', target, mysqlAdmin);
const debian = mariadb('open-10.11');
const OPEN = open('mariadb', VERSION, INCIDENT);
const BARE = open('mariadb', VERSION, []);

export const states: readonly LabState[] = [
  state('10.11-open', debian, 'people', OPEN, true),
  state('10.11-crowd', debian, 'crowd', { ...BARE, classes: ['email'] }),
  state('10.11-ransom', debian, 'ransom', { ...BARE, rules: [...BARE.rules, 'mariadb/ransom-note'] }),
  state('10.11-hostile-names', debian, 'hostile-names', { ...BARE, classes: ['email', 'username'] }),
  // Names of databases are the most that an exchange can show.
  state('10.11-empty', debian, 'empty', { ...BARE, level: 'metadata' }),
  state('10.11-locked', mariadb('locked-10.11'), 'people', locked('mariadb', VERSION), true),
  state('10.11-guarded', mariadb('guarded-10.11'), null, guarded('mariadb')),
  state('10.11-tls', mariadb('tls-10.11'), 'people', OPEN),
  state('10.11-anonymous-limited', mariadb('anonymous-limited-10.11'), 'limited', limited('mariadb', VERSION)),
  state('10.11-skip-grant', mariadb('skip-grant-10.11'), 'people', unchecked('mariadb', VERSION, INCIDENT)),
];
