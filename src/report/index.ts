import type { Format } from './format.ts';
import { json, jsonl } from './json.ts';

export { assembleReport, type Judged, type ReportParts } from './assemble.ts';
export type { Format, RenderOptions } from './format.ts';

/** The formats by name; what only one of them needs is loaded with it. */
export const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  table: async () => (await import('./table.ts')).table,
  json: async () => json,
  jsonl: async () => jsonl,
};
