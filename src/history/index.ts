export { allDrift, type Drift, type DriftKind } from './drift.ts';
export { recordOf } from './record.ts';
export { keptOf } from './retention.ts';
export { openSqlite } from './sqlite/index.ts';
export { type AuditEntry, type Check, type EndpointKey, type Sighting, standingOf } from './state.ts';
export { type HistoryStore, StoreFailure } from './store.ts';
export { type Apart, vantagesApart } from './vantages.ts';
export { type ExposureWindow, longText, periodText, windowsOf } from './windows.ts';
