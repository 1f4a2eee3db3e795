import { h2Admin } from '../../seeds/h2/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

/** A database that was made stays: each state has a server of its own. */
function server(kind: 'open' | 'tls' | 'locked', version = '2.3.232'): LabServer {
  const tls = kind === 'tls';
  return {
    docker: 'h2',
    product: 'H2',
    target: `${kind}-${version}`,
    ports: [8082, 9092],
    tls,
    memory: 0.3,
    admin: kind === 'locked' ? null : ({ host, port }) => h2Admin(`${tls ? 'https' : 'http'}://${host}:${port}`),
  };
}

type Expect = LabState['expect'];

type More = Partial<Pick<LabState, 'ci' | 'door'>>;

function state(name: string, at: LabServer, variant: string | null, expect: Expect, more: More = {}): LabState {
  const { ci = false, door = 8082 } = more;
  return { name: `h2/${name}`, server: at, variant, front: null, door, path: '/', ci, expect };
}

/** Names are all that is shown; on the host itself an open console is what it is made for. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'h2',
    version: '2.3.232',
    level: 'metadata',
    inferred: 'metadata',
    protection: null,
    classes: [],
    rules: ['h2/account-without-password', 'h2/anonymous-metadata'],
    counted: true,
    ...more,
  };
}

/** By the TCP server the tables are seen, too, and that sa may do all. */
function tables(more: Partial<Expect> = {}): Expect {
  const rules = ['h2/account-without-password', 'h2/anonymous-admin'];
  return open({ level: 'read', inferred: 'admin', classes: ['email'], rules, ...more });
}

const VULNERABLE = ['h2/cve-2021-42392', 'h2/cve-2022-23221'];
const OLD = ['h2/account-without-password', 'h2/anonymous-metadata', ...VULNERABLE];
const OLD_TCP = ['h2/account-without-password', 'h2/anonymous-admin', ...VULNERABLE];

const TCP = { door: 9092 };
const CLOSED = { classes: [], rules: [], counted: false } as const;

export const states: readonly LabState[] = [
  state('2.3.232-open', server('open'), 'open', open(), { ci: true }),
  state('2.3.232-tls', server('tls'), 'open', open()),
  // Names of connections that somebody saved are shown; the database that is suggested asks for a password.
  state(
    '2.3.232-saved',
    server('open'),
    'saved',
    open({ protection: 'authentication', rules: ['h2/anonymous-metadata'] }),
  ),
  state('2.3.232-password', server('open'), 'password', {
    ...open(),
    ...CLOSED,
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
  }),
  // Anybody is connected with whatever he names, and there is nothing whose name is known.
  state('2.3.232-empty', server('open'), 'empty', {
    ...open(),
    ...CLOSED,
    outcome: 'inconclusive',
    level: 'unknown',
    inferred: 'unknown',
  }),
  state(
    '2.3.232-locked',
    server('locked'),
    null,
    {
      ...open(),
      ...CLOSED,
      outcome: 'protected',
      version: null,
      level: 'none',
      inferred: 'none',
      protection: 'network',
    },
    { ci: true },
  ),
  state('2.3.232-tcp-open', server('open'), 'tables', tables(), TCP),
  state('2.3.232-tcp-tls', server('tls'), 'tables', tables(), TCP),
  state(
    '2.3.232-tcp-password',
    server('open'),
    'password',
    { ...open(), ...CLOSED, outcome: 'protected', level: 'banner', inferred: 'banner', protection: 'authentication' },
    TCP,
  ),
  state(
    '2.3.232-tcp-empty',
    server('open'),
    'empty',
    { ...open(), ...CLOSED, outcome: 'inconclusive', level: 'unknown', inferred: 'unknown' },
    TCP,
  ),
  // Its error ends with the number of its build.
  state(
    '2.3.232-tcp-locked',
    server('locked'),
    null,
    { ...open(), ...CLOSED, outcome: 'protected', level: 'banner', inferred: 'banner', protection: 'network' },
    TCP,
  ),
  state('1.4.200-open', server('open', '1.4.200'), 'open', open({ version: '1.4.200', rules: OLD })),
  state('1.4.200-tcp-open', server('open', '1.4.200'), 'tables', tables({ version: '1.4.200', rules: OLD_TCP }), TCP),
];
