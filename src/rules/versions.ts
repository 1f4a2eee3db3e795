import type { Rule } from '../model/rule.ts';
import type { VersionsFile } from './schema.ts';

/** A table older than this misses what was published since: findings say so. */
const STALE_DAYS = 180;
const SEEN = '(outcome == "exposed" || outcome == "protected")';

/** A dated table of versions as rules: one for each vulnerability and one for branches past their end of life. */
export function versionRules(table: VersionsFile): Rule[] {
  return [endOfLife(table), ...table.vulnerabilities.map((entry) => vulnerability(table, entry))];
}

function vulnerability(table: VersionsFile, entry: VersionsFile['vulnerabilities'][number]): Rule {
  const exploited = entry.exploited
    ? ' It is in the catalogue of vulnerabilities known to be exploited (CISA KEV).'
    : '';
  const condition = entry.condition === undefined ? '' : ` ${entry.condition}`;
  return {
    id: `${table.engine}/${entry.id.toLowerCase()}`,
    engine: table.engine,
    title: `${entry.id}: ${entry.title} (by version, not tested)`,
    description:
      `The version that the server states is in the range of ${entry.id}: ${entry.title}.${condition}${exploited} ` +
      `By version, not tested: a build with patches taken back is possible. Table as of ${table.asOf}.`,
    severity: entry.severity,
    severityWhen: [],
    when: `${SEEN} && versionIn(service.version, ${JSON.stringify(entry.versions)})`,
    proof: ['banner'],
    references: [entry.id, ...entry.references, ...(entry.exploited ? ['CISA KEV'] : [])],
    remediation: {
      summary: `Update to ${entry.fixed}.`,
      steps: [
        `Update to ${entry.fixed}, or to any later release that is still supported.`,
        'Until then let only the hosts that need it reach the port.',
      ],
      verify: 'Audit again: the server states a version outside of the range.',
    },
  };
}

function endOfLife(table: VersionsFile): Rule {
  const branches = table.endOfLife.branches.map(({ versions, on }) => {
    const inside = `versionIn(service.version, ${JSON.stringify(versions)})`;
    return on === undefined ? inside : `(${inside} && now > timestamp("${on}T23:59:59Z"))`;
  });
  const { summary, steps, verify } = table.endOfLife.remediation;
  return {
    id: `${table.engine}/end-of-life`,
    engine: table.engine,
    title: 'Version past its end of life (by version, not tested)',
    description: `The version that the server states gets no security fixes any more. Table as of ${table.asOf}, from ${table.endOfLife.source}.`,
    severity: 'medium',
    severityWhen: [],
    when: `${SEEN} && (${branches.join(' || ')})`,
    proof: ['banner'],
    references: ['CWE-1104', table.endOfLife.source],
    remediation: { summary, steps, verify: verify ?? null },
  };
}

/** What to say where a table is older than half a year; null where it is not. */
export function staleWarning(table: Pick<VersionsFile, 'engine' | 'asOf'>, now: Date): string | null {
  const days = Math.floor((now.getTime() - Date.parse(`${table.asOf}T00:00:00Z`)) / 86_400_000);
  if (days <= STALE_DAYS) return null;
  return `the table of ${table.engine} versions is of ${table.asOf}, ${days} days old: later vulnerabilities are not in it`;
}
