import { clickhouseAdmin } from '../../seeds/clickhouse/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';

function server(kind: string): LabServer {
  const tls = kind === 'tls';
  return {
    docker: 'clickhouse',
    product: 'ClickHouse',
    target: `${kind}-18.16.1`,
    ports: tls ? [8443, 9440] : [8123, 9000],
    tls,
    memory: 1,
    admin: ({ host, port }) => clickhouseAdmin(`${tls ? 'https' : 'http'}://${host}:${port}`),
  };
}

type Expect = LabState['expect'];
type More = Partial<Pick<LabState, 'ci' | 'door'>>;

function state(name: string, at: LabServer, variant: string, expect: Expect, more: More = {}): LabState {
  const { ci = false, door = at.ports[0] } = more;
  return { name: `clickhouse/18.16.1-${name}`, server: at, variant, front: null, door, path: '/', ci, expect };
}

/** The account of those who say nothing has no password, and there are no rights below an account. */
function open(classes: readonly string[], more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'clickhouse',
    version: '18.16.1',
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['clickhouse/anonymous-admin'],
    counted: true,
    ...more,
  };
}

const LOCKED: Expect = open([], {
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  rules: [],
  counted: false,
});

const READING: Partial<Expect> = { inferred: 'read', rules: ['clickhouse/anonymous-read'] };

const at = server('open');
const locked = server('locked');
const tls = server('tls');
const NATIVE = { door: 9000 };

export const states: readonly LabState[] = [
  state('open', at, 'people', open(INCIDENT), { ci: true }),
  state('native-open', at, 'people', open(INCIDENT), NATIVE),
  state('uncounted', at, 'uncounted', open(['email', 'username'])),
  state('ransom', at, 'ransom', open([], { rules: ['clickhouse/anonymous-admin', 'clickhouse/ransom-note'] })),
  state('hostile-names', at, 'hostile-names', open(['email'])),
  state('native-hostile-names', at, 'hostile-names', open(['email']), NATIVE),
  // Names of databases are the most that an exchange can show.
  state('empty', at, 'empty', open([], { level: 'metadata' })),
  state('locked', locked, 'people', LOCKED, { ci: true }),
  state('native-locked', locked, 'people', LOCKED, NATIVE),
  state('guarded', server('guarded'), 'people', { ...LOCKED, protection: 'network' }),
  state('anonymous-readonly', server('anonymous-readonly'), 'people', open(INCIDENT, READING)),
  // Another database, and the one of the control, are refused.
  state(
    'anonymous-limited',
    server('anonymous-limited'),
    'limited',
    open(['email', 'username'], { ...READING, protection: 'authentication' }),
  ),
  state('tls', tls, 'people', open(INCIDENT)),
  state('native-tls', tls, 'people', open(INCIDENT), { door: 9440 }),
];
