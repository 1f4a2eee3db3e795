import type { Flags } from './flag.ts';

export const DEFAULT_MAX_ADDRESSES = 1024;

/** As src/targets knows them; that folder is loaded when one is named. */
export const SOURCE_KINDS = [
  'compose',
  'kubernetes',
  'nmap',
  'masscan',
  'naabu',
  'rustscan',
  'env',
  'prometheus',
  'ss',
  'hosts',
  'proc',
] as const;

/** What is audited, and what may be touched. Nothing here but `--deny` has an environment form: it widens. */
export const targetFlags = {
  targets: {
    kind: 'texts',
    default: [],
    key: 'targets',
    environment: false,
    found: 'ignored',
    flag: false,
    about: 'What to audit: host, host:port, [v6]:port, CIDR or URL',
  },
  targetsFrom: {
    kind: 'files',
    default: [],
    key: 'targetsFrom',
    environment: false,
    found: 'ignored',
    short: 'T',
    value: 'FILE',
    about: 'Read targets from a file, one a line, # for remarks; - is standard input; repeatable',
  },
  from: {
    kind: 'files',
    default: [],
    key: 'from',
    environment: false,
    found: 'ignored',
    value: 'KIND:PATH',
    about: `Endpoints that a file names, which never widens the scope: ${SOURCE_KINDS.join(', ')}; repeatable`,
  },
} as const satisfies Flags;

/** Of `discover`: sources and where the result goes. */
export const discoveryFlags = {
  from: targetFlags.from,
  format: {
    kind: 'choice',
    choices: ['table', 'json'],
    default: 'table',
    key: null,
    environment: false,
    found: 'ignored',
    value: 'NAME',
    about: 'Print the result as table or json',
  },
  write: {
    kind: 'file',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'FILE',
    about: 'Add what was found to an inventory, such as unlatched.inventory.yaml; what a person wrote in it stays',
  },
} as const satisfies Flags;

export const scopeFlags = {
  allow: {
    kind: 'texts',
    commas: true,
    default: [],
    key: 'scope.allow',
    environment: false,
    found: 'ignored',
    value: 'CIDR',
    about: 'Private addresses, networks or names that may be audited beside those named as targets; repeatable',
  },
  deny: {
    kind: 'texts',
    commas: true,
    default: [],
    key: 'scope.deny',
    environment: true,
    found: 'counts',
    united: true,
    value: 'CIDR',
    about: 'Addresses, networks or names that are left alone, whatever else says; repeatable',
  },
  maxAddresses: {
    kind: 'integer',
    min: 1,
    max: 16_777_216,
    default: DEFAULT_MAX_ADDRESSES,
    key: 'scope.maxAddresses',
    environment: false,
    found: (value: number) => value <= DEFAULT_MAX_ADDRESSES,
    value: 'N',
    about: 'Refuse what goes beyond so many addresses',
  },
} as const satisfies Flags;
