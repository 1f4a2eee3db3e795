import { SEVERITIES, type Severity } from '../../model/rule.ts';
import type { Flags } from './flag.ts';

const DEFAULT_FAIL_ON = 'high';
/** As src/report names them; that folder is loaded when a report is made. */
export const FORMAT_NAMES = [
  'table',
  'json',
  'jsonl',
  'html',
  'sarif',
  'junit',
  'markdown',
  'csv',
  'defectdojo',
  'ocsf',
  'gitlab',
  'prometheus',
  'worksheet',
] as const;
/** As src/report/lint.ts names them. */
export const LINT_FORMAT_NAMES = ['table', 'json', 'sarif', 'unix', 'github'] as const;
const CHOICES = [...SEVERITIES, 'none'] as const;

/** What makes the audit fail. */
export const judgingFlags = {
  failOn: {
    kind: 'choice',
    choices: CHOICES,
    default: DEFAULT_FAIL_ON,
    key: 'report.failOn',
    environment: true,
    // A file in a pull request may ask for more than the default, and never for less.
    found: (value: Severity | 'none') =>
      value !== 'none' && SEVERITIES.indexOf(value) >= SEVERITIES.indexOf(DEFAULT_FAIL_ON),
    value: 'SEVERITY',
    about: `Exit with 1 for findings of this severity and worse: ${CHOICES.join(', ')}`,
  },
  failOnNew: {
    kind: 'switch',
    default: false,
    key: 'report.failOnNew',
    environment: true,
    found: (value: boolean) => value,
    about: 'Exit with 1 for any finding that is not in the baseline, whatever its severity',
  },
  baseline: {
    kind: 'file',
    default: null,
    key: 'report.baseline',
    environment: true,
    found: 'ignored',
    value: 'FILE',
    about: 'Findings of an earlier audit, which are known and do not fail (unlatched baseline create)',
  },
  ignoreFile: {
    kind: 'file',
    default: null,
    key: 'report.ignoreFile',
    environment: true,
    found: 'ignored',
    value: 'FILE',
    about: 'Findings that somebody answers for; .unlatchedignore.yaml of this folder without (unlatched ignore add)',
  },
  ignore: {
    kind: 'switch',
    default: true,
    key: 'report.ignore',
    environment: true,
    found: (value: boolean) => !value,
    negated: true,
    about: 'Accept nothing, whatever a file says',
  },
  allowUnassessed: {
    kind: 'switch',
    default: false,
    key: 'report.allowUnassessed',
    environment: true,
    found: (value: boolean) => !value,
    about: 'Do not exit with 3 where a required endpoint could not be assessed',
  },
  rules: {
    kind: 'files',
    default: [],
    key: 'rules',
    environment: true,
    found: 'ignored',
    value: 'FILE',
    about: 'Rules of your own beside the built-in ones; repeatable',
  },
} as const satisfies Flags;

/** What an entry of `.unlatchedignore.yaml` says beside what it is about. */
export const acceptanceFlags = {
  reason: {
    kind: 'text',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'TEXT',
    about: 'Why it may stay open',
  },
  by: {
    kind: 'text',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'NAME',
    about: 'Who answers for it',
  },
  until: {
    kind: 'text',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'DATE',
    about: 'The last day on which it counts, within a year: 2027-01-31',
  },
} as const satisfies Flags;

export const formatFlags = {
  format: {
    kind: 'texts',
    default: ['table'],
    key: 'report.format',
    environment: true,
    found: (value: readonly string[]) => value.every((format) => !format.includes('=')),
    value: 'NAME[=FILE]',
    about: `Print the report, or write it to a file: ${FORMAT_NAMES.join(', ')}; repeatable`,
  },
  redact: {
    kind: 'choice',
    choices: ['nothing', 'targets'],
    default: 'nothing',
    key: 'report.redact',
    environment: true,
    found: (value: string) => value === 'targets',
    value: 'WHAT',
    about: 'targets: pseudonyms in place of hosts and names, the same for the same key, in every format',
  },
  redactKey: {
    kind: 'file',
    default: null,
    key: 'report.redactKey',
    environment: true,
    found: 'ignored',
    value: 'FILE',
    about: 'The key of the pseudonyms, made where it is not there; in the state folder without',
  },
} as const satisfies Flags;

/** What a lint of files is told: there is no baseline and no store to accept. */
export const lintFlags = {
  failOn: judgingFlags.failOn,
  format: {
    ...formatFlags.format,
    about: `Print the findings, or write them to a file: ${LINT_FORMAT_NAMES.join(', ')}; repeatable`,
  },
} as const satisfies Flags;

export const generalFlags = {
  config: {
    kind: 'file',
    default: null,
    key: null,
    environment: false,
    found: 'ignored',
    value: 'FILE',
    about: 'Read this config; scope, targets and rules of one that is found by itself (unlatched.yaml) do not count',
  },
  quiet: {
    kind: 'switch',
    default: false,
    key: null,
    environment: true,
    found: 'ignored',
    short: 'q',
    about: 'No progress and no notices on stderr',
  },
  verbose: {
    kind: 'switch',
    default: false,
    key: null,
    environment: true,
    found: 'ignored',
    short: 'v',
    about: 'Log each endpoint to stderr, one JSON object a line',
  },
  color: {
    kind: 'switch',
    default: true,
    key: null,
    environment: true,
    found: 'ignored',
    negated: true,
    about: 'No colours (NO_COLOR does the same)',
  },
} as const satisfies Flags;
