export { accept, acceptedOf, isMeant, labelOf, type Seen } from './acceptance.ts';
export { bySeverity, findingsOf } from './findings.ts';
export { fingerprint } from './fingerprint.ts';
export { counts, evaluateGate, type GateOptions, isUnassessed } from './gate.ts';
export { missing, statusOf } from './standing.ts';
