import { searchAdmin } from '../../seeds/elasticsearch/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

const LABADMIN = { username: 'labadmin', password: 'adminpass123' };

function server(target: string, secured: boolean, tls = false): LabServer {
  const version = target.slice(target.indexOf('-') + 1);
  return {
    docker: 'elasticsearch',
    product: 'Elasticsearch',
    target,
    ports: [9200, 9300],
    tls,
    memory: 1.4,
    admin: ({ host, port }) =>
      searchAdmin({
        product: 'elasticsearch',
        version,
        url: `${tls ? 'https' : 'http'}://${host}:${port}`,
        login: secured ? LABADMIN : null,
      }),
  };
}

type Expect = LabState['expect'];
type More = Partial<Pick<LabState, 'ci' | 'door' | 'variant'>> & { readonly expect?: Partial<Expect> };

function state(name: string, at: LabServer, variant: string, expect: Expect, more: More = {}): LabState {
  const version = expect.version ?? null;
  return {
    name: `elasticsearch/${name}`,
    server: at,
    variant,
    front: null,
    door: more.door ?? 9200,
    path: '/',
    ci: more.ci ?? false,
    expect: { ...expect, version, ...more.expect },
  };
}

/** Nobody is asked who they are. */
function open(version: string, classes: readonly string[]): Expect {
  return {
    outcome: 'exposed',
    engine: 'elasticsearch',
    version,
    level: 'read',
    inferred: 'admin',
    protection: null,
    classes,
    rules: ['elasticsearch/anonymous-admin'],
    counted: true,
  };
}

/** A visitor has a role that reads public-* and is told who it is. */
function limited(version: string): Expect {
  return {
    ...open(version, CONTACTS),
    inferred: 'read',
    protection: 'authentication',
    rules: ['elasticsearch/anonymous-read'],
  };
}

const RANSOMED: Expect = {
  ...open('8.4.3', []),
  rules: ['elasticsearch/anonymous-admin', 'elasticsearch/ransom-note'],
};

const LOCKED: Expect = {
  outcome: 'protected',
  engine: 'elasticsearch',
  version: null,
  level: 'none',
  inferred: 'none',
  protection: 'authentication',
  classes: [],
  rules: [],
  counted: false,
};

/** The classes of seeds/incident.yaml. */
export const INCIDENT = [
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
  'shared-contact',
  'username',
  'weight',
  'wifi-ssid',
];
const CONTACTS = ['email', 'username'];

/** The store behind docker/nginx too. */
export const open843 = server('open-8.4.3', false);
const anonymous843 = server('anonymous-8.4.3', true);
const crowded = { ...open843, memory: 4, environment: { LAB_HEAP: '2g', LAB_EXTRA: 'path.repo: /srv/snapshots\\n' } };

export const states: readonly LabState[] = [
  state('0.90.13-open', server('open-0.90.13', false), 'people', {
    ...open('0.90.13', INCIDENT),
    rules: [
      'elasticsearch/anonymous-admin',
      'elasticsearch/cve-2014-3120',
      'elasticsearch/cve-2015-1427',
      'elasticsearch/dynamic-scripting',
    ],
  }),
  state('1.7.6-open', server('open-1.7.6', false), 'people', open('1.7.6', INCIDENT), { ci: true }),
  state('2.4.6-open', server('open-2.4.6', false), 'people', open('2.4.6', INCIDENT)),
  state('5.6.16-open', server('open-5.6.16', false), 'people', open('5.6.16', INCIDENT)),
  state('6.8.23-open', server('open-6.8.23', false), 'people', open('6.8.23', INCIDENT), { ci: true }),
  state('6.8.23-locked', server('locked-6.8.23', true), 'native-users', LOCKED),
  state('6.8.23-anonymous', server('anonymous-6.8.23', true), 'guarded', limited('6.8.23')),
  state('7.17.28-open', server('open-7.17.28', false), 'people', open('7.17.28', INCIDENT)),
  state('7.17.28-locked', server('locked-7.17.28', true), 'forbidden', LOCKED),
  state('7.17.28-anonymous', server('anonymous-7.17.28', true), 'guarded', limited('7.17.28')),
  state('8.4.3-locked', server('locked-8.4.3', true, true), 'forbidden', LOCKED, { ci: true }),
  state('8.4.3-anonymous', anonymous843, 'guarded', limited('8.4.3'), { ci: true }),
  // The same role where no index matches it: who it is, and no more.
  state(
    '8.4.3-anonymous-forbidden',
    anonymous843,
    'forbidden',
    {
      ...LOCKED,
      version: '8.4.3',
      level: 'banner',
      inferred: 'banner',
    },
    { ci: true },
  ),
  // Nothing is there that could be read: names are the most that an exchange can show.
  state('8.4.3-empty', open843, 'empty', { ...open('8.4.3', []), level: 'metadata' }, { ci: true }),
  state('8.4.3-system', open843, 'system', open('8.4.3', []), { ci: true }),
  state('8.4.3-hidden-closed', open843, 'hidden-closed', open('8.4.3', CONTACTS), { ci: true }),
  state('8.4.3-alias', open843, 'alias', open('8.4.3', CONTACTS), { ci: true }),
  state('8.4.3-nested', open843, 'nested', open('8.4.3', ['email', 'phone']), { ci: true }),
  state('8.4.3-ransom', open843, 'ransom', RANSOMED, { ci: true }),
  state('8.4.3-hostile-names', open843, 'hostile-names', open('8.4.3', CONTACTS), { ci: true }),
  state('8.4.3-crowd', open843, 'crowd', open('8.4.3', ['email']), { ci: true }),
  state('8.4.3-open', open843, 'people', open('8.4.3', INCIDENT), { ci: true }),
  // The door of the cluster's own protocol is named for what it is. What a node may do there cannot be shown without being one.
  state(
    '8.4.3-transport',
    open843,
    'people',
    { ...LOCKED, outcome: 'inconclusive', level: 'banner', inferred: 'banner', protection: null },
    { door: 9300, ci: true },
  ),
  state('8.4.3-many', crowded, 'many', open('8.4.3', ['email'])),
];
