import type { Context } from '../context.ts';
import type { GroupName } from '../flags/index.ts';
import { HISTORY_COMMANDS } from './history-commands.ts';

export interface CommandModule {
  /** Returns the exit code. Throws `Diagnostic` for what the user can mend. */
  run(context: Context): Promise<number>;
}

export interface CommandSpec {
  /** `scan`, or `rules list` for one that stands below another. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly about: string;
    readonly choices?: readonly string[];
  }[];
  readonly groups: readonly GroupName[];
  readonly examples: readonly string[];
  /** Loaded only when it runs: `--help` knows this table alone. */
  readonly load: () => Promise<CommandModule>;
}

const TARGETS = [{ name: '[target...]', about: 'host, host:port, [v6]:port, CIDR, URL, or - for standard input' }];
const ASKING = ['Targets', 'Scope', 'Questions', 'Pace', 'TLS', 'Identity'] as const satisfies readonly GroupName[];
const REPORT = [{ name: '<report>', about: 'a JSON report, or - for standard input' }];
const RULE_FILES = [{ name: '[file...]', about: 'files of rules; without one, the built-in rules' }];

/** In the order of `--help`. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'scan',
    summary: 'audit targets and report what lies open (default)',
    arguments: TARGETS,
    groups: [...ASKING, 'Judging', 'Report', 'History', 'Recording', 'General'],
    examples: [
      'unlatched scan 127.0.0.1:9200',
      'unlatched scan -T targets.txt --format table --format json=report.json',
      'unlatched scan 10.0.0.0/28 --ports 9200,9201 --depth access',
    ],
    load: () => import('./scan.ts'),
  },
  {
    name: 'plan',
    summary: 'print all that a scan would ask, and send nothing',
    arguments: TARGETS,
    groups: [...ASKING, 'General'],
    examples: ['unlatched plan 127.0.0.1:9200 --depth impact'],
    load: () => import('./plan.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a rule, an exit code, a data class or a finding',
    arguments: [
      { name: '<word>', about: 'a rule, an exit code, a data class, or the fingerprint of a finding' },
      { name: '[report]', about: 'the JSON report that holds the finding' },
    ],
    groups: ['General'],
    examples: [
      'unlatched explain elasticsearch/anonymous-read',
      'unlatched explain 3',
      'unlatched explain alexa-token',
      'unlatched explain 53502f4cd789 report.json',
    ],
    load: () => import('./explain.ts'),
  },
  {
    name: 'verify',
    summary: 'ask again what proved the findings of a report',
    arguments: [
      {
        name: '<what>',
        about: 'a JSON report, or with one behind it the fingerprint of a finding (its first digits will do)',
      },
      { name: '[report]', about: 'the JSON report that holds the finding' },
    ],
    groups: ['Scope', 'Pace', 'TLS', 'Identity', 'Judging', 'General'],
    examples: ['unlatched verify report.json', 'unlatched verify 53502f4cd789 report.json'],
    load: () => import('./verify.ts'),
  },
  {
    name: 'rules list',
    summary: 'list the rules',
    arguments: [],
    groups: ['Judging', 'General'],
    examples: ['unlatched rules list'],
    load: async () => ({ run: (await import('./rules.ts')).list }),
  },
  {
    name: 'rules show',
    summary: 'show a rule with its condition and remediation',
    arguments: [{ name: '<rule>', about: 'such as elasticsearch/anonymous-read' }],
    groups: ['Judging', 'General'],
    examples: ['unlatched rules show elasticsearch/anonymous-read'],
    load: async () => ({ run: (await import('./rules.ts')).show }),
  },
  {
    name: 'rules lint',
    summary: 'check that rules can be evaluated, and safely',
    arguments: RULE_FILES,
    groups: ['General'],
    examples: ['unlatched rules lint my-rules.yaml'],
    load: async () => ({ run: (await import('./rules.ts')).lint }),
  },
  {
    name: 'rules test',
    summary: 'run the test cases that rules carry',
    arguments: RULE_FILES,
    groups: ['General'],
    examples: ['unlatched rules test my-rules.yaml'],
    load: async () => ({ run: (await import('./rules.ts')).test }),
  },
  {
    name: 'init',
    summary: 'write a commented unlatched.yaml',
    arguments: [{ name: '[file]', about: 'where to write it; unlatched.yaml without' }],
    groups: ['General'],
    examples: ['unlatched init'],
    load: () => import('./init.ts'),
  },
  {
    name: 'probe',
    summary: 'observe without judging: one JSON observation a line',
    arguments: TARGETS,
    groups: [...ASKING, 'General'],
    examples: ['unlatched probe 127.0.0.1:9200 > observations.jsonl'],
    load: () => import('./probe.ts'),
  },
  {
    name: 'assess',
    summary: 'judge observations of probe, offline',
    arguments: [{ name: '<file>', about: 'what probe wrote, or - for standard input' }],
    groups: ['Judging', 'Report', 'General'],
    examples: ['unlatched assess observations.jsonl --format json'],
    load: () => import('./assess.ts'),
  },
  {
    name: 'report',
    summary: 'print a JSON report in other formats',
    arguments: [{ name: '<file>', about: 'a JSON report, or - for standard input' }],
    groups: ['Report', 'General'],
    examples: ['unlatched report report.json --format table'],
    load: () => import('./report.ts'),
  },
  {
    name: 'engines list',
    summary: 'list the datastores that are known',
    arguments: [],
    groups: ['General'],
    examples: ['unlatched engines list'],
    load: async () => ({ run: (await import('./engines.ts')).list }),
  },
  {
    name: 'engines show',
    summary: 'show an engine and every request that it can send',
    arguments: [{ name: '<engine>', about: 'such as elasticsearch' }],
    groups: ['General'],
    examples: ['unlatched engines show elasticsearch'],
    load: async () => ({ run: (await import('./engines.ts')).show }),
  },
  ...HISTORY_COMMANDS,
  {
    name: 'baseline create',
    summary: 'write the findings of a report into a baseline',
    arguments: REPORT,
    groups: ['Judging', 'General'],
    examples: ['unlatched baseline create report.json'],
    load: async () => ({ run: (await import('./baseline.ts')).create }),
  },
  {
    name: 'baseline update',
    summary: 'bring a baseline up to a report: add what is new, drop what is gone',
    arguments: REPORT,
    groups: ['Judging', 'General'],
    examples: ['unlatched baseline update report.json --baseline unlatched-baseline.json'],
    load: async () => ({ run: (await import('./baseline.ts')).update }),
  },
  {
    name: 'baseline prune',
    summary: 'drop from a baseline what a report shows to be gone',
    arguments: REPORT,
    groups: ['Judging', 'General'],
    examples: ['unlatched baseline prune report.json'],
    load: async () => ({ run: (await import('./baseline.ts')).prune }),
  },
  {
    name: 'ignore add',
    summary: 'accept a finding until a day',
    arguments: [
      { name: '<fingerprint>', about: 'of a finding; its first digits will do' },
      { name: '<report>', about: 'the JSON report that holds it' },
    ],
    groups: ['Acceptance', 'Judging', 'General'],
    examples: [
      'unlatched ignore add 53502f4cd789 report.json --reason "public on purpose" --by ops --until 2027-01-31',
    ],
    load: async () => ({ run: (await import('./ignore.ts')).add }),
  },
  {
    name: 'ignore list',
    summary: 'list what is accepted, by whom and until when',
    arguments: [],
    groups: ['Judging', 'General'],
    examples: ['unlatched ignore list'],
    load: async () => ({ run: (await import('./ignore.ts')).list }),
  },
  {
    name: 'ignore prune',
    summary: 'drop entries that have expired, and those that a report does not need',
    arguments: [{ name: '[report]', about: 'a JSON report of all that is audited' }],
    groups: ['Judging', 'General'],
    examples: ['unlatched ignore prune report.json'],
    load: async () => ({ run: (await import('./ignore.ts')).prune }),
  },
  {
    name: 'discover',
    summary: 'list the endpoints that files, scans and this machine name; contact none',
    arguments: [],
    groups: ['Discovery', 'Scope', 'General'],
    examples: [
      'unlatched discover --from compose:compose.yaml --from proc',
      'unlatched discover --from nmap:scan.xml --format json',
      'unlatched discover --from env:.env --write unlatched.inventory.yaml',
    ],
    load: () => import('./discover.ts'),
  },
  {
    name: 'lint',
    summary: 'say what files of settings would leave open, before they are deployed',
    arguments: [{ name: '<file...>', about: 'compose files, manifests, and the servers’ own files of settings' }],
    groups: ['Lint', 'General'],
    examples: [
      'unlatched lint compose.yaml redis.conf',
      'unlatched lint --format github --fail-on medium deploy/*.yaml',
    ],
    load: () => import('./lint.ts'),
  },
  {
    name: 'doctor',
    summary: 'check that this machine can run an audit',
    arguments: [],
    groups: ['General'],
    examples: ['unlatched doctor'],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'schema',
    summary: 'print a JSON Schema',
    arguments: [
      { name: '<name>', about: 'report, observation or config', choices: ['report', 'observation', 'config'] },
    ],
    groups: ['General'],
    examples: ['unlatched schema report'],
    load: () => import('./schema.ts'),
  },
  {
    name: 'completion',
    summary: 'print a completion script for a shell',
    arguments: [{ name: '<shell>', about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
    groups: ['General'],
    examples: ['source <(unlatched completion bash)'],
    load: () => import('./completion.ts'),
  },
];

/** What stands above commands of two words. */
export const PARENTS: Readonly<Record<string, string>> = {
  rules: 'list, show, lint and test rules',
  engines: 'list and show the datastores that are known',
  baseline: 'keep what is known apart from what is new',
  history: 'what earlier audits saw: drift, exposure windows',
  ignore: 'accept findings, each until a day',
};
