import { h2Admin } from '../../seeds/h2/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

/** A database that was made stays: each state has a server of its own. */
function server(kind: 'open' | 'tls' | 'locked'): LabServer {
  const tls = kind === 'tls';
  return {
    docker: 'h2',
    product: 'H2',
    target: `${kind}-2.3.232`,
    ports: [8082],
    tls,
    memory: 0.3,
    admin: kind === 'locked' ? null : ({ host, port }) => h2Admin(`${tls ? 'https' : 'http'}://${host}:${port}`),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, variant: string | null, expect: Expect, ci = false): LabState {
  return { name: `h2/2.3.232-${name}`, server: at, variant, front: null, door: 8082, path: '/', ci, expect };
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

const CLOSED = { classes: [], rules: [], counted: false } as const;

export const states: readonly LabState[] = [
  state('open', server('open'), 'open', open(), true),
  state('tls', server('tls'), 'open', open()),
  // Names of connections that somebody saved are shown; the database that is suggested asks for a password.
  state('saved', server('open'), 'saved', open({ protection: 'authentication', rules: ['h2/anonymous-metadata'] })),
  state('password', server('open'), 'password', {
    ...open(),
    ...CLOSED,
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
  }),
  // Anybody is connected with whatever he names, and there is nothing whose name is known.
  state('empty', server('open'), 'empty', {
    ...open(),
    ...CLOSED,
    outcome: 'inconclusive',
    level: 'unknown',
    inferred: 'unknown',
  }),
  state(
    'locked',
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
    true,
  ),
];
