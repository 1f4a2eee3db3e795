import { influxdbAdmin } from '../../seeds/influxdb/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = target.startsWith('tls');
  const password = /^(?:tls-1|locked)/.test(target) ? 'labpw' : null;
  return {
    docker: 'influxdb',
    product: 'InfluxDB',
    target,
    ports: [8086],
    tls,
    ready: 'listening',
    memory: 0.5,
    admin: ({ host, port }) => influxdbAdmin({ url: `${tls ? 'https' : 'http'}://${host}:${port}`, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, target: string, variant: string, expect: Expect, ci = false): LabState {
  return {
    name: `influxdb/${name}`,
    server: server(target),
    variant,
    front: null,
    door: 8086,
    path: '/',
    ci,
    expect,
  };
}

/** Nobody is asked who they are. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'influxdb',
    version: '1.6.7',
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: ['bone-density', 'device-model', 'email', 'firmware', 'height', 'weight'],
    rules: ['influxdb/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** A login before every query, and nothing that the statistics could name. */
const LOCKED: Expect = open({
  outcome: 'protected',
  level: 'banner',
  inferred: 'banner',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
});

export const states: readonly LabState[] = [
  state('1.6.7-open', 'open-1.6.7', 'shop', open(), true),
  state('1.6.7-empty', 'open-1.6.7', 'empty', open({ level: 'metadata', classes: [] })),
  state('1.6.7-locked', 'locked-1.6.7', 'empty', LOCKED, true),
  // Its statistics name the databases to everybody, login or not.
  state(
    '1.6.7-statistics',
    'locked-1.6.7',
    'databases',
    open({
      level: 'metadata',
      inferred: 'metadata',
      protection: 'authentication',
      classes: [],
      rules: ['influxdb/anonymous-metadata'],
    }),
  ),
  // A login is asked for, and whoever comes first makes the one that is.
  state(
    '1.6.7-unclaimed',
    'unclaimed-1.6.7',
    'nothing',
    open({
      outcome: 'inconclusive',
      level: 'banner',
      inferred: 'admin',
      classes: [],
      rules: ['influxdb/unclaimed'],
      counted: false,
    }),
  ),
  state('1.6.7-tls-open', 'tls-open-1.6.7', 'shop', open()),
  state('1.6.7-tls', 'tls-1.6.7', 'empty', LOCKED),
];
