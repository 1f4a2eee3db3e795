import { redisAdmin } from '../../seeds/redis/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

const SECRET = 'adminpass123';

/** The logins of the states: a password alone, a user beside the visitor, or none. */
const LOGINS: Readonly<Record<string, readonly string[]>> = {
  locked: [SECRET],
  tls: [SECRET],
  'anonymous-limited': ['labadmin', SECRET],
};

/** A server of the family. Nobody fills those that refuse all visitors by their address, nor one whose commands go by other names. */
export function server(
  docker: 'redis' | 'valkey',
  product: string,
  target: string,
  fill: typeof redisAdmin,
): LabServer {
  const kind = target.slice(0, target.lastIndexOf('-'));
  const tls = kind.startsWith('tls');
  const filled = !['guarded', 'sentinel', 'renamed'].includes(kind);
  return {
    docker,
    product,
    target,
    ports: kind === 'sentinel' ? [26379] : [6379],
    tls,
    ready: 'listening',
    memory: 0.25,
    admin: filled ? ({ host, port }) => fill({ host, port, tls, login: LOGINS[kind] ?? null }) : null,
  };
}

type Expect = LabState['expect'];

export function state(name: string, at: LabServer, variant: string | null, expect: Expect, ci = false): LabState {
  const [door] = at.ports;
  return { name: `${at.docker}/${name}`, server: at, variant, front: null, door, path: '/', ci, expect };
}

/** Nobody is asked who they are. */
export function open(engine: string, version: string, classes: readonly string[]): Expect {
  return {
    outcome: 'exposed',
    engine,
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: [`${engine}/anonymous-admin`],
    counted: true,
  };
}

/** A word is asked for before anything else. */
export function locked(engine: string): Expect {
  return {
    ...open(engine, '', []),
    outcome: 'protected',
    version: null,
    level: 'none',
    inferred: 'none',
    protection: 'authentication',
    rules: [],
    counted: false,
  };
}

/** Nobody has set a password; protected mode keeps out all but the host itself. */
export function guarded(engine: string): Expect {
  return { ...locked(engine), protection: 'network' };
}

/** The anonymous user lists all keys, and reads some of them; what else it may do it is not told. */
export function limited(engine: string, version: string): Expect {
  return {
    ...open(engine, version, []),
    inferred: 'read',
    protection: 'authentication',
    rules: [`${engine}/anonymous-read`],
  };
}

const redis = (target: string): LabServer => server('redis', 'Redis', target, redisAdmin);

const debian = redis('open-7.0.15');
const OPEN = open('redis', '7.0.15', INCIDENT);
const BARE = open('redis', '7.0.15', []);

export const states: readonly LabState[] = [
  state('7.0.15-open', debian, 'people', OPEN, true),
  // Nothing is there that could be read: that there is nothing is the most that an exchange can show.
  state('7.0.15-empty', debian, 'empty', { ...BARE, level: 'metadata' }, true),
  state('7.0.15-databases', debian, 'databases', { ...BARE, classes: ['email'] }, true),
  state('7.0.15-ransom', debian, 'ransom', { ...BARE, rules: [...BARE.rules, 'redis/ransom-note'] }, true),
  state('7.0.15-miner', debian, 'miner', { ...BARE, rules: [...BARE.rules, 'redis/miner-sign'] }, true),
  state('7.0.15-locked', redis('locked-7.0.15'), 'people', locked('redis'), true),
  state('7.0.15-guarded', redis('guarded-7.0.15'), null, guarded('redis'), true),
  state('7.0.15-anonymous-limited', redis('anonymous-limited-7.0.15'), 'published', limited('redis', '7.0.15'), true),
  state('7.0.15-tls', redis('tls-7.0.15'), 'people', locked('redis')),
  state('7.0.15-tls-open', redis('tls-open-7.0.15'), 'people', OPEN),
  // Without INFO and ACL it still lists keys; what the visitor may do beside that it does not tell.
  state('7.0.15-renamed', redis('renamed-7.0.15'), null, {
    ...BARE,
    level: 'metadata',
    inferred: 'metadata',
    rules: ['redis/anonymous-metadata'],
  }),
  // It watches a store, and holds nothing.
  state('7.0.15-sentinel', redis('sentinel-7.0.15'), null, { ...BARE, level: 'metadata' }),
  state('6.2.14-open', redis('open-6.2.14'), 'people', open('redis', '6.2.14', INCIDENT)),
  state('6.2.14-locked', redis('locked-6.2.14'), 'people', locked('redis')),
  state('6.2.14-guarded', redis('guarded-6.2.14'), null, guarded('redis')),
  state('8.2.3-open', redis('open-8.2.3'), 'people', open('redis', '8.2.3', INCIDENT)),
  state('8.2.3-locked', redis('locked-8.2.3'), 'people', locked('redis')),
  state('8.2.3-guarded', redis('guarded-8.2.3'), null, guarded('redis')),
];
