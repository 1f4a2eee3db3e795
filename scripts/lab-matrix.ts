import { readFile, writeFile } from 'node:fs/promises';
import { Lab, labStates, type Standing } from '../test/kit/lab.ts';
import { audit } from '../test/kit/lab-audit.ts';
import { expectationOf } from '../test/kit/lab-state.ts';
import { differences, type Said, saidOf } from '../test/kit/said.ts';

/**
 * `npm run lab:matrix [-- NAME…]`: audits every state of the lab (or those whose name begins so) and writes its rows of the
 * table in docs/reference/accuracy.md. Exit code 1 where a row is wrong.
 */

const PAGE = new URL('../docs/reference/accuracy.md', import.meta.url);
const BEGIN = '<!-- lab:begin -->';
const END = '<!-- lab:end -->';
const COLUMNS = [
  'State',
  'Outcome',
  'Engine, version',
  'Level (inferred)',
  'Collections',
  'Records',
  'People',
  'Classes',
  'Alarms',
  'Right',
];

interface Row {
  readonly cells: readonly string[];
  readonly wrong: readonly string[];
}

const wanted = process.argv.slice(2);
const all = await labStates();
const states = all.filter(({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
const rows: Row[] = [];
await using lab = new Lab();
for (const state of states) {
  const began = performance.now();
  const standing = await lab.enter(state);
  const stands = performance.now();
  const audited = await audit(standing);
  const said = saidOf(audited.report);
  const wrong = differences(expectationOf(state, standing.truth), said);
  rows.push({ cells: cellsOf(standing, said), wrong });
  const seconds = `${((stands - began) / 1000).toFixed(1)} s to stand, ${(audited.milliseconds / 1000).toFixed(1)} s audited`;
  process.stderr.write(`${wrong.length === 0 ? 'right' : 'WRONG'}  ${state.name}  (${seconds})\n`);
  process.stderr.write(`       alarms: ${said.alarms.join(', ') || 'none'}\n`);
  for (const line of wrong) process.stderr.write(`       ${line}\n`);
}
const right = rows.filter(({ wrong }) => wrong.length === 0).length;
process.stderr.write(`${right} of ${rows.length} rows right\n`);
await writeTable();
process.exitCode = right === rows.length ? 0 : 1;

function cellsOf({ state, truth }: Standing, said: Said): string[] {
  const counted = state.expect.counted;
  const beside = (got: number | null, want: number | null): string =>
    got === want ? String(got ?? '-') : `${got ?? '-'} of ${want ?? '-'}`;
  return [
    state.name,
    said.protection === null ? said.outcome : `${said.outcome} (${said.protection})`,
    [said.engine ?? '-', said.version].filter((part) => part !== null).join(' '),
    `${said.level} (${said.inferred})`,
    counted ? beside(said.collections, truth.collections) : '-',
    counted ? beside(said.records, truth.records) : '-',
    counted ? beside(said.people, truth.people) : '-',
    said.classes.join(', ') || '-',
    said.alarms.join(', ') || '-',
  ];
}

async function writeTable(): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`docs/reference/accuracy.md has no ${BEGIN} and ${END}`);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const named = new Map<string, string>();
  for (const row of page.slice(from, to).split('\n')) named.set(row.split(' ')[1] ?? '', row);
  for (const { cells, wrong } of rows) named.set(cells[0] ?? '', line([...cells, wrong.length === 0 ? 'yes' : 'no']));
  const kept = all.flatMap(({ name }) => named.get(name) ?? []);
  const good = kept.filter((row) => row.endsWith(' yes |')).length;
  const table = [line(COLUMNS), line(COLUMNS.map(() => '---')), ...kept];
  const text = `${good} of ${kept.length} rows right.\n\n${table.join('\n')}\n`;
  await writeFile(PAGE, `${page.slice(0, from + BEGIN.length)}\n${text}${page.slice(to)}`);
}
