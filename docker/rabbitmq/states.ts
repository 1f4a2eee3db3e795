import { rabbitmqAdmin } from '../../seeds/rabbitmq/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const AMQP = 5672;
const MANAGEMENT = 15672;
const METRICS = 15692;
/** A proxy that logs everybody in. */
const WELCOME = 15680;

function server(target: string, ports: LabServer['ports'], tls = false): LabServer {
  return {
    docker: 'rabbitmq',
    product: 'RabbitMQ',
    target,
    ports,
    tls,
    ready: 'listening',
    memory: 1,
    admin: ({ host, port }) => rabbitmqAdmin({ host, port, tls }),
  };
}

type Expect = LabState['expect'];

function state(name: string, at: LabServer, door: number, expect: Expect, ci = false): LabState {
  return { name: `rabbitmq/3.10.8-${name}`, server: at, variant: 'queues', front: null, door, path: '/', ci, expect };
}

/** The first frame tells the version to everybody, and a login is asked for. */
const LOCKED: Expect = {
  outcome: 'protected',
  engine: 'rabbitmq',
  version: '3.10.8',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

/** Queues are named and their messages counted. */
const NAMED: Expect = {
  ...LOCKED,
  outcome: 'exposed',
  level: 'metadata',
  inferred: 'metadata',
  protection: null,
  rules: ['rabbitmq/anonymous-metadata'],
  counted: true,
};

const locked = server('locked-3.10.8', [AMQP, MANAGEMENT, METRICS]);

export const states: readonly LabState[] = [
  state('locked', locked, AMQP, LOCKED, true),
  state('management', locked, MANAGEMENT, { ...LOCKED, version: null, level: 'none', inferred: 'none' }),
  // They have no login, whatever the other ports ask for.
  state('metrics', locked, METRICS, NAMED, true),
  state('welcome', server('welcome-3.10.8', [AMQP, WELCOME]), WELCOME, {
    ...NAMED,
    inferred: 'admin',
    rules: ['rabbitmq/anonymous-admin'],
  }),
  state('tls', server('tls-3.10.8', [AMQP], true), AMQP, LOCKED),
];
