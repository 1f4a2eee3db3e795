import { hdfsAdmin } from '../../seeds/hdfs/index.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const DOOR = 9870;

function server(target: string): LabServer {
  return {
    docker: 'hdfs',
    product: 'HDFS',
    target,
    ports: [DOOR],
    tls: false,
    ready: 'listening',
    memory: 1.2,
    admin: ({ host, port }) => hdfsAdmin({ url: `http://${host}:${port}` }),
  };
}

type Expect = LabState['expect'];

function state(name: string, variant: string, expect: Expect): LabState {
  const at = server(`${name}-3.4.1`);
  return { name: `hdfs/3.4.1-${name}`, server: at, variant, front: null, door: DOOR, path: '/', ci: false, expect };
}

/** A random name is believed, and so is the superuser's. */
const OPEN: Expect = {
  outcome: 'exposed',
  engine: 'hdfs',
  version: '3.4.1',
  level: 'read',
  inferred: 'admin',
  protection: 'authentication',
  classes: [],
  rules: ['hdfs/anonymous-admin'],
  counted: true,
};

export const states: readonly LabState[] = [
  state('open', 'files', OPEN),
  state('empty', 'empty', { ...OPEN, level: 'metadata', protection: null }),
  // The rights of the root keep a random name out; the superuser's would be believed.
  state('closed', 'files', {
    ...OPEN,
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    rules: ['hdfs/any-name-believed'],
    counted: false,
  }),
];
