/**
 * Measures the classification of field names on test/fixtures/columns.json and writes it into docs/reference/accuracy.md, between
 * its markers. `--check` writes nothing and fails where the page is out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Round, Score } from '../test/kit/columns.ts';
import { measureColumns, readColumns } from '../test/kit/columns.ts';

const page = fileURLToPath(new URL('../docs/reference/accuracy.md', import.meta.url));
const BEGIN = '<!-- columns:begin -->';
const END = '<!-- columns:end -->';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const row = (label: string, { columns, found, wrong, missed, precision, recall }: Score): string =>
  `| ${label} | ${columns} | ${found + missed} | ${percent(precision)} | ${percent(recall)} | ${wrong} | ${missed} |`;

async function section(): Promise<string> {
  const { columns, rounds } = readColumns();
  const measured = await measureColumns(columns);
  const scores = new Map(measured.byRound.map(({ round, score }) => [round, score]));
  const first = ({ round, firstLook }: Round): string => {
    const { columns: many, precision, recall } = scores.get(round) ?? measured.all;
    const then =
      firstLook === null
        ? 'the vocabulary was made with it | | '
        : `${firstLook.on} | ${percent(firstLook.precision)} | ${percent(firstLook.recall)}`;
    return `| ${round} | ${many} | ${then} | ${percent(precision)} | ${percent(recall)} |`;
  };
  return [
    BEGIN,
    '',
    `${measured.all.columns} labelled columns of public schemas (test/fixtures/columns.json, with their sources), in several languages, many of`,
    'them look-alikes that are of no class. A column counts as right when it gets exactly its class.',
    '',
    '| columns | number | of a class | precision | recall | wrong class or alarm | missed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('all', measured.all),
    ...measured.byRound.map(({ round, score }) => row(`round ${round}`, score)),
    '',
    'The columns were collected in rounds, each from schemas that were not looked at before, and labelled before the vocabulary was',
    'run on them. What a round scored at first sight, before the vocabulary was widened because of it, says what to expect of a',
    'schema that nobody here has seen; what it scores now says only that nothing was lost since:',
    '',
    '| round | columns | first seen | precision at first sight | recall at first sight | precision now | recall now |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rounds.map(first),
    '',
    'Values are not read without `--sample`, and a class that no name shows is not found by names: "no field named like …" is all',
    'that a report says.',
    '',
    END,
  ].join('\n');
}

const made = await section();
const before = existsSync(page) ? readFileSync(page, 'utf8') : '# Accuracy\n';
const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
const after =
  begin >= 0 && end > begin
    ? before.slice(0, begin) + made + before.slice(end + END.length)
    : `${before.trimEnd()}\n\n${made}\n`;
if (process.argv.includes('--check')) {
  if (after !== before) {
    process.stderr.write(
      'docs/reference/accuracy.md: the part on data classes is out of date: node scripts/classes-accuracy.ts\n',
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, after);
}
