import { DEPTHS, type Depth, reaches } from '../../model/access.ts';
import type { Flags } from './flag.ts';

const DEFAULT_DEPTH = 'inventory';
const DEFAULT_CONCURRENCY = 100;
const DEFAULT_BUDGET = 60_000;

/** What is asked, and how deep. */
export const askingFlags = {
  depth: {
    kind: 'choice',
    choices: DEPTHS,
    default: DEFAULT_DEPTH,
    key: 'audit.depth',
    environment: true,
    // Not `identify` either: nothing would be judged, and an open store would pass the gate.
    found: (value: Depth) => value !== 'identify' && reaches(DEFAULT_DEPTH, value),
    value: 'DEPTH',
    about: `How far to ask: ${DEPTHS.join(', ')}`,
  },
  ports: {
    kind: 'ports',
    default: [],
    key: 'audit.ports',
    environment: true,
    found: 'ignored',
    value: 'PORTS',
    about: "Ports for targets that name none (9200,9201 or 9200-9205), instead of each engine's own",
  },
  engine: {
    kind: 'texts',
    commas: true,
    default: [],
    key: 'audit.engines',
    environment: true,
    found: 'counts',
    value: 'NAME',
    about: 'Ask for these engines alone; repeatable',
  },
  anyEngine: {
    kind: 'switch',
    default: false,
    key: 'audit.anyEngine',
    environment: false,
    found: (value: boolean) => !value,
    about: 'Ask for every engine on every port, not on its own ports alone',
  },
  sample: {
    kind: 'integer',
    min: 0,
    max: 1000,
    default: 0,
    key: 'audit.sample',
    environment: false,
    found: (value: number) => value === 0,
    value: 'N',
    about: 'Classify the values of up to N records per collection, in memory; none is kept',
  },
  login: {
    kind: 'switch',
    default: true,
    key: 'audit.login',
    environment: false,
    found: (value: boolean) => !value,
    negated: true,
    about: 'Never log in, not even with the empty password of a named account',
  },
  throughKibana: {
    kind: 'switch',
    default: false,
    key: 'audit.throughKibana',
    environment: false,
    found: (value: boolean) => !value,
    about: 'Ask the server behind an open Kibana console through it',
  },
} as const satisfies Flags;

/** How fast, and for how long. */
export const paceFlags = {
  timeout: {
    kind: 'duration',
    min: 50,
    max: 120_000,
    default: 3000,
    key: 'audit.timeout',
    environment: true,
    found: 'counts',
    value: 'TIME',
    about: "Wait for an endpoint's first answer",
  },
  budget: {
    kind: 'duration',
    min: 100,
    max: 3_600_000,
    default: DEFAULT_BUDGET,
    key: 'audit.budget',
    environment: true,
    found: (value: number) => value <= DEFAULT_BUDGET,
    value: 'TIME',
    about: 'Time for all questions to one endpoint after its first answer',
  },
  deadline: {
    kind: 'duration',
    min: 100,
    max: 1_728_000_000,
    default: null,
    key: 'audit.deadline',
    environment: true,
    found: 'counts',
    value: 'TIME',
    about: 'End the whole audit after this long; what was not asked by then is exit code 3',
  },
  concurrency: {
    kind: 'integer',
    min: 1,
    max: 4096,
    default: DEFAULT_CONCURRENCY,
    key: 'audit.concurrency',
    environment: true,
    found: (value: number) => value <= DEFAULT_CONCURRENCY,
    value: 'N',
    about: 'Endpoints at a time',
  },
} as const satisfies Flags;

export const tlsFlags = {
  ca: {
    kind: 'file',
    default: null,
    key: 'tls.ca',
    environment: true,
    found: 'ignored',
    value: 'FILE',
    about: 'Certificates (PEM) to trust beside the usual ones; an untrusted one is recorded, never a stop',
  },
  serverName: {
    kind: 'text',
    default: null,
    key: 'tls.serverName',
    environment: true,
    found: 'ignored',
    value: 'NAME',
    about: 'Name to ask for in TLS, and to expect in the certificate',
  },
} as const satisfies Flags;

/** Who asks: told to the servers and in the report. */
export const identityFlags = {
  contact: {
    kind: 'text',
    default: null,
    key: 'contact',
    environment: true,
    found: 'counts',
    value: 'TEXT',
    about: 'Whom to reach about this audit, such as an e-mail address; told to each server',
  },
  vantage: {
    kind: 'text',
    default: null,
    key: 'vantage.name',
    environment: true,
    found: 'counts',
    value: 'NAME',
    about: "Name of the place from which the audit looks; by default this machine's",
  },
  vantageKind: {
    kind: 'choice',
    choices: ['auto', 'loopback', 'private', 'public'],
    default: 'auto',
    key: 'vantage.kind',
    environment: true,
    found: 'ignored',
    value: 'KIND',
    about:
      'What an answer from here proves: open to this host (loopback), this network (private), the internet (public)',
  },
} as const satisfies Flags;
