export { type AuditInput, runAudit } from './audit.ts';
export { type EngineChoice, engineChoice } from './engines.ts';
export { judge } from './judge.ts';
export { outcomeOf } from './outcome.ts';
