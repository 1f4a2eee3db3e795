import { activemqAdmin } from '../../seeds/activemq/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const CONSOLE = 8161;
const OPENWIRE = 61616;
const STOMP = 61613;

function server(target: string, tls = false): LabServer {
  const login = /^(?:locked|anonymous)/.test(target) ? { user: 'lab', password: 'labpass123' } : null;
  return {
    docker: 'activemq',
    product: 'ActiveMQ',
    target: `${target}-5.18.3`,
    ports: [CONSOLE, OPENWIRE, STOMP],
    tls,
    ready: 'listening',
    memory: 1,
    admin: ({ host, port }) => activemqAdmin({ host, port, login }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, door: number, variant: string, expect: Expect): LabState {
  return { name: `activemq/5.18.3-${name}`, server: at, variant, front: null, door, path: '/', ci: false, expect };
}

/** Whoever comes is let in, under any name. */
const OPEN: Expect = {
  outcome: 'exposed',
  engine: 'activemq',
  version: '5.18.3',
  level: 'metadata',
  inferred: 'admin',
  protection: null,
  classes: [],
  rules: ['activemq/anonymous-admin'],
  counted: true,
};

/** OpenWire's greeting tells the version to everybody, and a login is asked for. */
const LOCKED: Expect = {
  ...OPEN,
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  rules: [],
  counted: false,
};

/** A visitor is let in, and nobody under a name that does not exist. */
const LIMITED: Expect = { ...OPEN, inferred: 'metadata', rules: ['activemq/anonymous-metadata'] };
const SILENT: Expect = { ...LOCKED, version: null, level: 'none', inferred: 'none' };

const open = server('open');
const locked = server('locked');
const limited = server('anonymous-limited');

export const states: readonly LabState[] = [
  state('open', open, OPENWIRE, 'empty', OPEN),
  state('open-stomp', open, STOMP, 'named', OPEN),
  state('console', open, CONSOLE, 'named', SILENT),
  state('locked', locked, OPENWIRE, 'messages', LOCKED),
  state('locked-stomp', locked, STOMP, 'messages', SILENT),
  state('anonymous-limited', limited, OPENWIRE, 'empty', LIMITED),
  state('anonymous-limited-stomp', limited, STOMP, 'named', LIMITED),
  state('console-open', server('console-open'), CONSOLE, 'messages', OPEN),
  state('tls-open', server('tls-open'), OPENWIRE, 'empty', OPEN),
];
