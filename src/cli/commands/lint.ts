import { stages } from '../../audit/stages.ts';
import { LINT_FORMATS, renderLint } from '../../report/lint.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { escapeText } from '../../support/escape.ts';
import type { Context } from '../context.ts';
import { EXIT_USAGE } from '../exit-codes.ts';
import { printAll } from '../io.ts';
import { writeReport } from '../output/file.ts';
import { outputsOf } from '../output/formats.ts';
import { VERSION } from '../version.ts';

type Name = (typeof LINT_FORMATS)[number];

/** Reads files of settings before they are deployed, offline. A file that cannot be read is no pass: exit code 2 at the end. */
export async function run(context: Context): Promise<number> {
  const { values } = await context.config();
  // formats of an audit that a config or the environment names are not meant for a lint
  const wanted = context.flags['format'] === undefined ? values.format.filter(isLintFormat) : values.format;
  const outputs = await outputsOf(wanted.length === 0 ? ['table'] : wanted, context.io.folder, LINT_FORMATS);
  const { loadRules } = await stages.rules();
  const { lintFiles } = await stages.lint();
  const { rules } = await loadRules({ extra: [] });
  const report = await lintFiles({ files: context.args, folder: context.io.folder, rules, failOn: values.failOn });
  for (const { where, message } of report.problems)
    context.say(`unlatched: ${escapeText(where)}: ${escapeText(message)}\n`);
  if (!values.quiet)
    for (const file of report.skipped)
      context.say(`unlatched: ${escapeText(file)}: skipped: of no kind that is known\n`);
  if (report.files.length === 0 && report.problems.length === 0) {
    throw new Diagnostic('none of the files is of a kind that is known', {
      mend: 'name compose files, manifests or files of settings: docs/reference/lint.md lists them',
    });
  }
  const exitCode = report.problems.length > 0 ? EXIT_USAGE : report.findings.some(({ failsGate }) => failsGate) ? 1 : 0;
  const told = {
    version: VERSION,
    failOn: values.failOn,
    exitCode,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
  };
  for (const { name, file } of [...outputs].sort(
    (left, right) => Number(left.file === null) - Number(right.file === null),
  )) {
    const text = renderLint(name as Name, report, told);
    if (file === null) await printAll(context.io.stdout, [text]);
    else await writeReport(file, [text]);
  }
  return exitCode;
}

function isLintFormat(format: string): boolean {
  return LINT_FORMATS.some((name) => name === format);
}
