import type { GroupName } from '../flags/index.ts';
import type { CommandSpec } from './index.ts';

const HISTORY = ['List', 'History', 'General'] as const satisfies readonly GroupName[];

/** The commands below `history`. */
export const HISTORY_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'history list',
    summary: 'list the audits that are remembered',
    arguments: [],
    groups: HISTORY,
    examples: ['unlatched history list'],
    load: async () => ({ run: (await import('./history.ts')).list }),
  },
  {
    name: 'history show',
    summary: 'show every check of an endpoint, and what changed',
    arguments: [{ name: '<endpoint>', about: 'host:port or host, as it was audited' }],
    groups: HISTORY,
    examples: ['unlatched history show 127.0.0.1:9200'],
    load: async () => ({ run: (await import('./history.ts')).show }),
  },
  {
    name: 'history diff',
    summary: 'show what changed at an audit; without one, at the latest of each vantage',
    arguments: [{ name: '[audit]', about: 'id of an audit; its first digits will do' }],
    groups: HISTORY,
    examples: ['unlatched history diff'],
    load: async () => ({ run: (await import('./history.ts')).diff }),
  },
  {
    name: 'history windows',
    summary: 'show how long endpoints lay open, by the edges that are known',
    arguments: [{ name: '[endpoint]', about: 'host:port or host; without one, all' }],
    groups: HISTORY,
    examples: ['unlatched history windows', 'unlatched history windows 127.0.0.1:9200 --format json'],
    load: async () => ({ run: (await import('./history-windows.ts')).windows }),
  },
  {
    name: 'history sighting',
    summary: 'note that somebody else saw an endpoint open',
    arguments: [{ name: '<endpoint>', about: 'host:port, as it was audited' }],
    groups: ['Sighting', ...HISTORY],
    examples: ['unlatched history sighting 127.0.0.1:9200 --open-since 2027-01-31 --source "a letter"'],
    load: async () => ({ run: (await import('./history-windows.ts')).sighting }),
  },
  {
    name: 'history trend',
    summary: 'count what was open, protected and not assessed, audit by audit',
    arguments: [],
    groups: HISTORY,
    examples: ['unlatched history trend'],
    load: async () => ({ run: (await import('./history.ts')).trend }),
  },
  {
    name: 'history export',
    summary: 'print the whole history',
    arguments: [],
    groups: HISTORY,
    examples: ['unlatched history export --format json > history.json'],
    load: async () => ({ run: (await import('./history.ts')).exportAll }),
  },
  {
    name: 'history prune',
    summary: 'drop checks that are older than is to be kept',
    arguments: [],
    groups: ['Retention', ...HISTORY],
    examples: ['unlatched history prune --keep 400d'],
    load: async () => ({ run: (await import('./history-windows.ts')).prune }),
  },
];
