export { type AuditInput, runAudit } from './audit.ts';
