import { artemisAdmin } from '../../seeds/artemis/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const CONSOLE = 8161;
const BROKER = 61616;

function server(target: string): LabServer {
  return {
    docker: 'artemis',
    product: 'Artemis',
    target: `${target}-2.40.0`,
    ports: [CONSOLE, BROKER],
    // The console speaks plainly, whatever the broker does.
    tls: target.startsWith('tls'),
    ready: 'listening',
    memory: 1,
    admin: ({ host, port }) => artemisAdmin({ host, port }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, door: number, expect: Expect): LabState {
  const variant = 'queue';
  return { name: `artemis/2.40.0-${name}`, server: at, variant, front: null, door, path: '/', ci: false, expect };
}

/** Whoever comes is let in; which rights he has is not told, and no queue is named. */
const OPEN: Expect = {
  outcome: 'exposed',
  engine: 'artemis',
  version: '2.40.0',
  level: 'metadata',
  inferred: 'unknown',
  protection: null,
  classes: [],
  rules: ['artemis/anonymous-metadata'],
  counted: true,
};

const LOCKED: Expect = {
  ...OPEN,
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  rules: [],
  counted: false,
};

const open = server('open');
const locked = server('locked');

export const states: readonly LabState[] = [
  state('open', open, BROKER, OPEN),
  state('locked', locked, BROKER, LOCKED),
  state('console', locked, CONSOLE, LOCKED),
  // A guest is one under any name.
  state('anonymous-limited', server('anonymous-limited'), BROKER, OPEN),
  state('tls-open', server('tls-open'), BROKER, OPEN),
];
