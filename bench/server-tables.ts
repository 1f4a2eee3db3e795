import { FINDINGS, type Rendered } from './reports.ts';
import type { ServersOutcome, ServersRun } from './servers-run.ts';
import { cpuOf, peakOf, seconds, spread, word } from './tables.ts';
import { verdictAt } from './verdicts.ts';

/** What the issues ask for. It is printed beside what was measured, and fails nothing. */
const MOST_SERVERS_SECONDS = 5;
const MOST_SCAN_MEBIBYTES = 200;
const MOST_REPORT_SECONDS = 2;
const MOST_REPORT_MEBIBYTES = 300;

const MEBIBYTE = 2 ** 20;

export function serversTable({ servers, doors, runs }: ServersOutcome): string {
  const counted = doors.filter(({ state }) => state.expect.counted);
  const countsOf = ({ verdicts }: ServersRun) => {
    const right = counted.filter(({ port }) => verdicts.get(port)?.miscounted.length === 0);
    return `${right.length} of ${counted.length}`;
  };
  const rightOf = ({ verdicts }: ServersRun) => doors.filter(({ port }) => verdictAt(verdicts, port).right).length;
  const lines = runs.map(({ title, own, runs: measured }) => {
    const { min, median, max } = spread(measured.map(({ wall }) => wall));
    const wall =
      measured.length === 1 ? `${seconds(median)} s (once)` : `${[min, median, max].map(seconds).join(', ')} s`;
    const right = [...new Set(measured.map(rightOf))].join(', ');
    const counts = own ? [...new Set(measured.map((run) => countsOf(run)))].join(', ') : '';
    return `| ${title} | ${right} of ${doors.length} | ${counts} | ${wall} | ${peakOf(measured)} |`;
  });
  const detail = doors.map(({ state, port }) => {
    const cells = runs.map(({ runs: measured }) => saidAt(measured, port));
    return `| ${[`${state.name}, ${port}`, state.expect.outcome, ...cells].join(' | ')} |`;
  });
  return [
    `### ${servers} real servers on one address, ${doors.length} ports under audit`,
    '',
    '| | verdicts right | counts right | wall: min, median, max | peak memory |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
    serversVerdict({ servers, doors, runs }),
    '',
    `| state of the lab, port | is | ${runs.map(({ title }) => title).join(' | ')} |`,
    `| --- | --- |${' --- |'.repeat(runs.length)}`,
    ...detail,
    '',
  ].join('\n');
}

function saidAt(measured: readonly ServersRun[], port: number): string {
  const verdicts = measured.map(({ verdicts }) => verdictAt(verdicts, port));
  // Of runs that differ the one that was wrong is shown.
  const shown = verdicts.find(({ right }) => !right) ?? verdicts[0];
  if (shown === undefined) return '';
  return shown.right ? `right: ${shown.said}` : `**not right**: ${shown.said}`;
}

/** What was to be reached, what was, in one sentence each. */
export function serversVerdict({ doors, runs }: ServersOutcome): string {
  const own = runs.filter((one) => one.own);
  const all = own.flatMap((one) => one.runs);
  const right = all.every(({ verdicts }) => doors.every(({ port }) => verdictAt(verdicts, port).right));
  const walls = own.map((one) => spread(one.runs.map(({ wall }) => wall)).median / 1000);
  const peaks = all.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  const most = Math.ceil(Math.max(0, ...peaks) / MEBIBYTE);
  const slowest = Math.max(...walls);
  return [
    `To reach: all verdicts right${word(right)}`,
    `Under ${MOST_SERVERS_SECONDS} s. Measured: ${walls.map((wall) => wall.toFixed(2)).join(' and ')} s${word(slowest < MOST_SERVERS_SECONDS)}`,
    `Peak memory with every engine loaded under ${MOST_SCAN_MEBIBYTES} MiB. Measured: ${most} MiB${word(most < MOST_SCAN_MEBIBYTES)}`,
  ].join(' ');
}

export function reportsTable(rows: readonly Rendered[]): string {
  const lines = rows.map(({ format, runs }) => {
    const { min, median, max } = spread(runs.map(({ wall }) => wall));
    const peaks = runs.flatMap(({ peak }) => (peak === null ? [] : [peak]));
    const fits = median < MOST_REPORT_SECONDS * 1000 && peaks.every((peak) => peak < MOST_REPORT_MEBIBYTES * MEBIBYTE);
    return `| \`${format}\` | ${[min, median, max].map(seconds).join(', ')} s | ${cpuOf(runs)} | ${peakOf(runs)} | ${fits ? 'reached' : '**not reached**'} |`;
  });
  return [
    `### A report of ${FINDINGS.toLocaleString('en')} findings`,
    '',
    `| \`report FILE --format …\` | wall: min, median, max | CPU | peak memory | under ${MOST_REPORT_SECONDS} s and ${MOST_REPORT_MEBIBYTES} MiB |`,
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
