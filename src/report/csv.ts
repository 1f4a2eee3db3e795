import { stringify } from 'csv-stringify/sync';
import type { Report } from '../model/report.ts';
import { notAssessed } from './assemble.ts';
import type { Format } from './format.ts';
import { endpointsByFinding } from './words.ts';

const COLUMNS = [
  'severity',
  'status',
  'rule',
  'title',
  'host',
  'port',
  'transport',
  'path',
  'engine',
  'version',
  'outcome',
  'level',
  'inferred',
  'records',
  'people',
  'classes',
  'accepted until',
  'accepted by',
  'reason',
  'mend',
  'fingerprint',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;

/** RFC 4180, one finding a row, then what was not assessed. No cell begins as a formula does. */
export const csv: Format = {
  name: 'csv',
  describe: 'one finding a row, for spreadsheets',
  *render(report) {
    yield line([...COLUMNS]);
    for (const row of rowsOf(report)) yield line(COLUMNS.map((column) => row[column] ?? ''));
  },
};

function line(cells: readonly (string | number)[]): string {
  // A line feed or another control character in a cell is seen by some programs as the end of a row.
  const clean = cells.map((cell) =>
    typeof cell === 'string' ? cell.toWellFormed().replaceAll(/\p{Cc}/gu, '\ufffd') : cell,
  );
  return stringify([clean], { escape_formulas: true, record_delimiter: 'windows' });
}

function* rowsOf(report: Report): Iterable<Row> {
  const places = endpointsByFinding(report);
  for (const finding of report.findings) {
    const at = places.get(finding.fingerprint);
    yield {
      severity: finding.severity,
      status: finding.status,
      rule: finding.rule,
      title: finding.title,
      host: finding.host,
      port: finding.port,
      transport: finding.transport,
      path: finding.path,
      engine: at?.service?.engine ?? finding.engine,
      version: at?.service?.version ?? null,
      outcome: at?.outcome ?? null,
      level: at?.access?.level ?? null,
      inferred: at?.access?.inferred ?? null,
      records: at?.data?.records ?? null,
      people: at?.data?.people ?? null,
      classes: at?.data?.classes.map((found) => found.class).join(' ') ?? null,
      'accepted until': finding.suppression?.until ?? null,
      'accepted by': finding.suppression?.by ?? null,
      reason: finding.suppression?.reason ?? null,
      mend: finding.remediation.summary,
      fingerprint: finding.fingerprint,
    };
  }
  for (const { host, port, transport, path, outcome, reason } of notAssessed(report)) {
    yield { title: 'Not assessed', host, port, transport, path, outcome, reason };
  }
}
