import type { Flags } from './flag.ts';
import { formatFlags } from './judging.ts';

/** Where audits are remembered. */
export const historyFlags = {
  store: {
    kind: 'file',
    default: null,
    key: 'history.store',
    environment: true,
    found: 'ignored',
    value: 'PATH',
    about: 'The history of audits, made where it is not there; in the state folder without',
  },
} as const satisfies Flags;

export const recordingFlags = {
  history: {
    kind: 'switch',
    default: true,
    key: 'history.record',
    environment: true,
    found: 'ignored',
    negated: true,
    about: 'Do not record this audit in the history, and do not ask it which findings are back',
  },
} as const satisfies Flags;

export const sightingFlags = {
  openSince: {
    kind: 'text',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'DATE',
    about: 'When it was seen open: 2027-01-31, or 2027-01-31T08:00:00Z',
  },
  source: {
    kind: 'text',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'TEXT',
    about: 'Who saw it: shown beside the edge',
  },
} as const satisfies Flags;

export const retentionFlags = {
  keep: {
    kind: 'duration',
    min: 86_400_000,
    max: 3_153_600_000_000,
    default: null,
    key: 'history.keep',
    environment: true,
    found: 'ignored',
    value: 'TIME',
    about: 'How much of the history is kept, such as 400d; the edges of an open window always are',
  },
} as const satisfies Flags;

/** The two forms of a list; what config and environment say of reports does not count. */
export const listFlags = {
  format: { ...formatFlags.format, value: 'NAME', about: 'Print the list as: table, json' },
} as const satisfies Flags;
