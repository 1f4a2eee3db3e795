import type { Format } from './format.ts';
import { json, jsonl } from './json.ts';

export { assembleReport, type Judged, type ReportParts } from './assemble.ts';
export type { Format, RenderOptions } from './format.ts';
export { redactTargets } from './redact.ts';

/** The formats by name; what only one of them needs is loaded with it. */
export const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  table: async () => (await import('./table.ts')).table,
  json: async () => json,
  jsonl: async () => jsonl,
  html: async () => (await import('./html/page.ts')).page,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  markdown: async () => (await import('./markdown.ts')).markdown,
  csv: async () => (await import('./csv.ts')).csv,
  defectdojo: async () => (await import('./defectdojo.ts')).defectdojo,
  ocsf: async () => (await import('./ocsf.ts')).ocsf,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  prometheus: async () => (await import('./prometheus.ts')).prometheus,
  worksheet: async () => (await import('./worksheet.ts')).worksheet,
};
