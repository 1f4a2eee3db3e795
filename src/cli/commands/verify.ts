import { stages } from '../../audit/stages.ts';
import { endpointLabel } from '../../model/endpoint.ts';
import type { Report, ReportEndpoint, ReportFinding } from '../../model/report.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { runWithProgress } from '../audit-run.ts';
import { setUpAudit } from '../audit-setup.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { findingBy, readReport } from '../report-file.ts';

/** What has become of a finding. `unknown`: its endpoint could not be assessed, so nobody can say. */
type Standing = 'closed' | 'open' | 'unknown';
const EXIT: Readonly<Record<Standing, number>> = { closed: 0, open: 1, unknown: 3 };

/**
 * Asks the endpoints of the findings again, each only by the engine that found it and as deep as then, and tells of each
 * finding whether it holds. Exit code 1 where one is open, else 3 where one cannot be told, else 0.
 */
export async function run(context: Context): Promise<number> {
  const [what = '', file] = context.args;
  const report = await readReport(context, file ?? what);
  const wanted = file === undefined ? report.findings : [findingBy(what, report, file)];
  if (wanted.length === 0) {
    throw new Diagnostic('this report holds no finding', { where: what, mend: 'there is nothing to verify' });
  }
  const now = await auditAgain(context, report, wanted);
  const { isUnassessed } = await stages.findings();
  const rows = wanted.map((finding) => ({ finding, ...standingOf(finding, now, isUnassessed) }));
  await context.print(
    columns([
      ['now', 'finding', 'at', 'severity', ''],
      ...rows.map(({ finding, standing, why }) => [
        standing === 'unknown' ? 'cannot say' : standing,
        finding.rule,
        endpointLabel(finding),
        finding.severity,
        why ?? '',
      ]),
    ]),
  );
  const found = new Set(rows.map(({ standing }) => EXIT[standing]));
  return found.has(EXIT.open) ? EXIT.open : found.has(EXIT.unknown) ? EXIT.unknown : EXIT.closed;
}

async function auditAgain(context: Context, report: Report, wanted: readonly ReportFinding[]): Promise<Report> {
  const engines = [...new Set(wanted.flatMap(({ engine }) => engine ?? []))];
  const anyEngine = wanted.some(({ engine }) => engine === null);
  const setup = await setUpAudit({ ...context, args: [...new Set(wanted.map(targetOf(report)))] });
  const options = {
    ...setup.options,
    // A count of people proves nothing of a finding, and is dear.
    depth: report.audit.depth === 'impact' ? 'inventory' : report.audit.depth,
    engines: anyEngine ? [] : engines,
  } as const;
  const { audited, interrupts } = await runWithProgress(context, { ...setup, options });
  interrupts.stop();
  const judge = await stages.judge();
  const { values } = await context.config();
  return judge(audited, {
    failOn: 'none',
    failOnNew: false,
    allowUnassessed: true,
    acceptances: null,
    baseline: null,
    closed: new Set(),
    extraRules: values.rules,
  });
}

/** With its scheme and path, as it was reached then. */
function targetOf(report: Report): (finding: ReportFinding) => string {
  const endpoints = new Map(
    report.endpoints.flatMap((endpoint) => endpoint.findings.map((print) => [print, endpoint])),
  );
  return (finding) => {
    const at = endpointLabel(finding);
    const tls = endpoints.get(finding.fingerprint)?.tls ?? null;
    return finding.path === '/' ? at : `${tls === null ? 'http' : 'https'}://${at}`;
  };
}

function standingOf(
  finding: ReportFinding,
  now: Report,
  isUnassessed: (outcome: ReportEndpoint['outcome']) => boolean,
): { standing: Standing; why: string | null } {
  if (now.findings.some(({ fingerprint }) => fingerprint === finding.fingerprint))
    return { standing: 'open', why: null };
  const at = now.endpoints.find((endpoint) => isAt(endpoint, finding));
  if (at === undefined) return { standing: 'unknown', why: 'it was not asked' };
  if (isUnassessed(at.outcome) || at.outcome === 'skipped') return { standing: 'unknown', why: at.reason };
  return { standing: 'closed', why: at.outcome };
}

function isAt({ host, port, transport, path }: ReportEndpoint, finding: ReportFinding): boolean {
  return host === finding.host && port === finding.port && transport === finding.transport && path === finding.path;
}
