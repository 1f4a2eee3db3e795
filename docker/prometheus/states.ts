import { prometheusAdmin } from '../../seeds/prometheus/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const victoria = target.startsWith('victoriametrics');
  const tls = /^(?:tls|client-certificate)/.test(target);
  const password = /^tls-2|locked/.test(target) ? 'labpw' : null;
  return {
    docker: 'prometheus',
    product: victoria ? 'VictoriaMetrics' : 'Prometheus',
    target,
    ports: [victoria ? 8428 : 9090],
    tls,
    ready: 'listening',
    memory: 0.5,
    admin: target.startsWith('client-certificate')
      ? null
      : ({ host, port }) => prometheusAdmin({ url: `${tls ? 'https' : 'http'}://${host}:${port}`, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, target: string, variant: string | null, expect: Expect, ci = false): LabState {
  const at = server(target);
  return { name: `prometheus/${name}`, server: at, variant, front: null, door: at.ports[0], path: '/', ci, expect };
}

/** Nobody is asked who they are. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'prometheus',
    version: '2.42.0',
    level: 'read',
    inferred: 'read',
    protection: null,
    classes: ['email'],
    rules: ['prometheus/anonymous-read'],
    counted: true,
    ...more,
  };
}

/** A login before everything: not even what it is can be learnt. */
const LOCKED: Expect = open({
  outcome: 'protected',
  engine: null,
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
});

export const states: readonly LabState[] = [
  state('2.42.0-open', 'open-2.42.0', 'scraped', open(), true),
  // Nothing is there that could be read: that there is nothing is the most that an exchange can show.
  state(
    '2.42.0-empty',
    'empty-2.42.0',
    'empty',
    open({ level: 'metadata', inferred: 'metadata', classes: [], rules: ['prometheus/anonymous-metadata'] }),
  ),
  state(
    '2.42.0-receiver',
    'receiver-2.42.0',
    'scraped',
    open({ inferred: 'write', rules: ['prometheus/anonymous-write'] }),
  ),
  state('2.42.0-admin', 'admin-2.42.0', 'scraped', open({ inferred: 'admin', rules: ['prometheus/anonymous-admin'] })),
  state(
    '2.42.0-token',
    'token-2.42.0',
    'scraped',
    open({ rules: ['prometheus/anonymous-read', 'prometheus/passwords-in-config'] }),
  ),
  state('2.42.0-locked', 'locked-2.42.0', 'scraped', LOCKED, true),
  state('2.42.0-tls-open', 'tls-open-2.42.0', 'scraped', open()),
  state('2.42.0-tls', 'tls-2.42.0', 'scraped', LOCKED),
  state('2.42.0-client-certificate', 'client-certificate-2.42.0', null, {
    ...LOCKED,
    protection: 'client-certificate',
  }),
  // It tells the version of a Prometheus that it resembles, and none of its own.
  state(
    'victoriametrics-open',
    'victoriametrics-open',
    'imported',
    open({ version: null, inferred: 'write', rules: ['prometheus/anonymous-write'] }),
  ),
  // Its word of health stays open behind the login.
  state('victoriametrics-locked', 'victoriametrics-locked', 'imported', {
    ...LOCKED,
    engine: 'prometheus',
    level: 'banner',
    inferred: 'banner',
  }),
];
