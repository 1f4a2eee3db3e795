import { solrAdmin } from '../../seeds/solr/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const tls = target.startsWith('tls');
  const password = target.startsWith('open') ? null : 'SolrRocks';
  return {
    docker: 'solr',
    product: 'Apache Solr',
    target,
    ports: [8983],
    tls,
    ready: 'listening',
    memory: 0.8,
    admin: ({ host, port }) => solrAdmin({ url: `${tls ? 'https' : 'http'}://${host}:${port}/solr`, password }),
  };
}

type Expect = LabState['expect'];

function state(name: string, target: string, variant: string, expect: Expect): LabState {
  return {
    name: `solr/${name}`,
    server: server(target),
    variant,
    front: null,
    door: 8983,
    path: '/',
    ci: false,
    expect,
  };
}

/** Nobody is asked who they are. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 'solr',
    version: '9.8.0',
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes: [
      'alexa-token',
      'api-token',
      'bone-density',
      'device-model',
      'device-name',
      'email',
      'firmware',
      'gender',
      'height',
      'nutrition',
      'username',
      'weight',
      'wifi-ssid',
    ],
    rules: ['solr/anonymous-admin'],
    counted: true,
    ...more,
  };
}

/** A login before everything: its realm is all that tells what it is. */
const LOCKED: Expect = open({
  outcome: 'protected',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
});

export const states: readonly LabState[] = [
  state('9.8.0-open', 'open-9.8.0', 'people', open()),
  state('9.8.0-empty', 'open-9.8.0', 'empty', open({ level: 'metadata', classes: [] })),
  state('9.8.0-locked', 'locked-9.8.0', 'people', LOCKED),
  state(
    '9.8.0-anonymous',
    'anonymous-9.8.0',
    'people',
    open({ inferred: 'read', protection: 'authentication', rules: ['solr/anonymous-read'] }),
  ),
  // Authentication is on, visitors without a login pass, and the hashes of the passwords are told them.
  state('9.8.0-unknown', 'unknown-9.8.0', 'people', open({ rules: ['solr/anonymous-admin', 'solr/hashes-shown'] })),
  state('9.8.0-tls', 'tls-9.8.0', 'people', LOCKED),
];
