export { bySeverity, findingsOf } from './findings.ts';
export { fingerprint } from './fingerprint.ts';
export { evaluateGate, type GateOptions, isUnassessed } from './gate.ts';
