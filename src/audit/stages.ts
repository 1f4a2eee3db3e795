export type { Scope } from '../scope/index.ts';
export type { CheckedTargets } from '../targets/index.ts';

/**
 * What the command line and the service reach of the stages. They go through here and not to the stages themselves, and
 * each is loaded when it is needed: `--help` and a scan of one closed port know none of the rest.
 */
export const stages = {
  targets: () => import('../targets/index.ts'),
  scope: () => import('../scope/index.ts'),
  registry: async () => (await import('../engines/registry.gen.ts')).registry,
  engineChoice: async () => (await import('./engines.ts')).engineChoice,
  runAudit: async () => (await import('./audit.ts')).runAudit,
  judge: async () => (await import('./judge.ts')).judge,
  findings: () => import('../findings/index.ts'),
  acceptanceFile: () => import('../findings/acceptance-file.ts'),
  baselineFile: () => import('../findings/baseline-file.ts'),
  rules: () => import('../rules/index.ts'),
  classes: () => import('../classify/index.ts'),
  lint: () => import('../lint/index.ts'),
} as const;
