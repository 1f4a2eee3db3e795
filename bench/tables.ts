import type { Measured } from './measure.ts';
import { count } from './plan.ts';
import type { Outcome, Run } from './run.ts';
import type { StartUp } from './start-up.ts';
import { TOOLS } from './tools.ts';

/** Smallest, middle and largest. The middle of an even number is the lower one: a value that was really measured. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } {
  const sorted = [...values].sort((left, right) => left - right);
  const min = sorted[0];
  const max = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || median === undefined) throw new Error('no values');
  return { min, median, max };
}

/** The time that tar-pits alone take: each holds one of the places of the concurrency for the whole time-out. */
export function bound({ scenario }: Pick<Outcome, 'scenario'>): number {
  return (count(scenario.fleet, 'tar-pit') * scenario.timeout) / scenario.concurrency;
}

export function scenarioTable(outcome: Outcome): string {
  const { scenario, runs } = outcome;
  const bare = runs.get('bare')?.map(({ wall }) => wall) ?? [];
  const lines = [
    '| | found | wall: min, median, max | endpoints/s | CPU | peak memory | beside the bare loop |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const [name, measured] of runs) {
    const wall = spread(measured.map(({ wall }) => wall));
    const ratio = bare.length === 0 ? '' : `× ${(wall.median / spread(bare).median).toFixed(2)}`;
    lines.push(
      `| ${TOOLS[name].title} | ${foundOf(measured, name === 'unlatched' ? outcome.open : outcome.answering)} | ${[wall.min, wall.median, wall.max].map(seconds).join(', ')} s | ${Math.round((scenario.fleet.addresses / wall.median) * 1000).toLocaleString('en')} | ${cpuOf(measured)} | ${peakOf(measured)} | ${ratio} |`,
    );
  }
  return [`### ${scenario.title}`, '', ...lines, '', verdict(outcome), ''].join('\n');
}

/** What was to be reached, what was, in one sentence. */
export function verdict(outcome: Outcome): string {
  const { scenario, runs } = outcome;
  const own = runs.get('unlatched');
  if (own === undefined) return 'unlatched was not run.';
  const wall = spread(own.map(({ wall }) => wall)).median;
  const missed = own.some(({ found }) => found !== outcome.open)
    ? ' **Not every open endpoint was found in every run.**'
    : '';
  const goal = scenario.target;
  if (goal.kind === 'times-bare') {
    const bare = runs.get('bare');
    if (bare === undefined) return `The bare loop was not run.${missed}`;
    const ratio = wall / spread(bare.map(({ wall }) => wall)).median;
    return `To reach: at most ${goal.most} times the bare loop. Measured: ${ratio.toFixed(2)}${word(ratio <= goal.most)}${missed}`;
  }
  if (goal.kind === 'times-bound') {
    const ratio = wall / bound(outcome);
    const alone = `what the tar-pits alone take (tar-pits × time-out ÷ concurrency = ${seconds(bound(outcome))} s)`;
    return `To reach: every open one found, and at most ${goal.most} times ${alone}. Measured: ${ratio.toFixed(2)}${word(ratio <= goal.most)}${missed}`;
  }
  const peaks = own.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  if (peaks.length === 0) return `Peak memory could not be read here.${missed}`;
  const most = Math.max(...peaks) / 2 ** 20;
  return `To reach: peak memory under ${goal.mebibytes} MiB. Measured: ${Math.ceil(most)} MiB${word(most < goal.mebibytes)}${missed}`;
}

export function startUpTable(rows: readonly StartUp[], title = 'Start-up'): string {
  const lines = rows.map(({ title, most, runs }) => {
    const { min, median, max } = spread(runs.map(({ wall }) => wall));
    const reached = most === null ? '' : `${most} ms${word(median < most)}`;
    return `| ${title} | ${[min, median, max].map(Math.round).join(', ')} ms | ${peakOf(runs)} | ${reached} |`;
  });
  return [
    `### ${title}`,
    '',
    '| | wall: min, median, max | peak memory | to reach |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

export function word(reached: boolean): string {
  return reached ? ', reached.' : ', **not reached**.';
}

export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function foundOf(runs: readonly Run[], there: number): string {
  const found = [...new Set(runs.map(({ found }) => (found === null ? 'no answer' : found.toLocaleString('en'))))];
  return `${found.join(', ')} of ${there.toLocaleString('en')}`;
}

export function cpuOf(runs: readonly Measured[]): string {
  const known = runs.flatMap(({ cpu }) => (cpu === null ? [] : [cpu]));
  return known.length === 0 ? 'unknown' : `${spread(known).median.toFixed(1)} s`;
}

export function peakOf(runs: readonly Measured[]): string {
  const known = runs.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  return known.length === 0 ? 'unknown' : `${Math.ceil(Math.max(...known) / 2 ** 20)} MiB`;
}
