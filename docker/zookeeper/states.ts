import { closedAdmin, zookeeperAdmin } from '../../seeds/zookeeper/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const DOOR = 2181;
const ADMIN_SERVER = 8080;

function server(target: string): LabServer {
  const [kind = ''] = target.split('-');
  const tls = kind === 'tls';
  return {
    docker: 'zookeeper',
    product: 'Apache ZooKeeper',
    target,
    ports: kind === 'words' ? [DOOR, ADMIN_SERVER] : [DOOR],
    tls,
    ready: 'listening',
    memory: 0.4,
    admin: ({ host, port }) => (kind === 'sasl' ? closedAdmin : zookeeperAdmin)({ host, port, tls }),
  };
}

type Expect = LabState['expect'];

function state(
  name: string,
  at: LabServer,
  variant: string | null,
  expect: Expect,
  more: Partial<LabState> = {},
): LabState {
  return {
    name: `zookeeper/${name}`,
    server: at,
    variant,
    front: null,
    door: DOOR,
    path: '/',
    ci: false,
    expect,
    ...more,
  };
}

/** Everybody has a session, and every node grants everybody all. */
function open(version: string): Expect {
  return {
    outcome: 'exposed',
    engine: 'zookeeper',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: ['email'],
    rules: ['zookeeper/anonymous-admin'],
    counted: true,
  };
}

const LOCKED: Expect = {
  ...open('3.8.0'),
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

const open380 = server('open-3.8.0');
const words380 = server('words-3.8.0');

export const states: readonly LabState[] = [
  state('3.8.0-open', open380, 'people', open('3.8.0'), { ci: true }),
  state('3.8.0-empty', open380, 'empty', { ...open('3.8.0'), level: 'metadata', classes: [] }, { ci: true }),
  // The root and all below it belong to an account.
  state('3.8.0-locked', open380, 'locked', LOCKED, { ci: true }),
  state(
    '3.8.0-anonymous-limited',
    open380,
    'limited',
    {
      ...open('3.8.0'),
      inferred: 'read',
      protection: 'authentication',
      classes: [],
      rules: ['zookeeper/anonymous-read'],
    },
    { ci: true },
  ),
  state('3.8.0-kafka', words380, 'kafka', {
    ...open('3.8.0'),
    classes: [],
    rules: ['zookeeper/anonymous-admin', 'zookeeper/credentials-of-others'],
  }),
  state(
    '3.8.0-admin-server',
    words380,
    'kafka',
    { ...LOCKED, outcome: 'inconclusive', level: 'unknown', inferred: 'unknown', protection: null },
    { door: ADMIN_SERVER },
  ),
  // A session for everybody, and no answer within it.
  state('3.8.0-sasl', server('sasl-3.8.0'), 'untouched', LOCKED),
  state('3.9.3-open', server('open-3.9.3'), 'people', open('3.9.3')),
  state('3.9.3-tls', server('tls-3.9.3'), 'people', open('3.9.3')),
];
