import { stages } from '../../audit/stages.ts';
import { nearest } from '../../config/index.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { classText, exitCodeOf, exitText, findingText, ruleText } from '../explanations.ts';
import { findingBy, readReport } from '../report-file.ts';

/** A word is an exit code, a rule, a data class, or with a report the fingerprint of a finding (its first digits will do). */
export async function run(context: Context): Promise<number> {
  const [word = '', file] = context.args;
  await context.print(await explanation(context, word, file));
  return 0;
}

async function explanation(context: Context, word: string, file: string | undefined): Promise<string> {
  if (/^\d{1,3}$/.test(word) && file === undefined) return explainExit(word);
  if (file !== undefined) {
    const report = await readReport(context, file);
    return findingText(findingBy(word, report, file), report, file);
  }
  const { values } = await context.config();
  const { rules } = await (await stages.rules()).loadRules({ extra: values.rules });
  const rule = rules.find(({ id }) => id === word);
  if (rule !== undefined) return ruleText(rule);
  const { classes } = await (await stages.classes()).loadClasses();
  const found = classes.find(({ id }) => id === word);
  if (found !== undefined) return classText(found);
  throw unknown(word, [...rules.map(({ id }) => id), ...classes.map(({ id }) => id)]);
}

function explainExit(word: string): string {
  const code = exitCodeOf(word);
  if (code !== null) return exitText(code);
  throw new Diagnostic(`there is no exit code ${word}`, {
    mend: `known: ${EXIT_CODES.map((known) => known.code).join(', ')}`,
  });
}

function unknown(word: string, known: readonly string[]): Diagnostic {
  if (/^(?:sha256:)?[0-9a-f]{6,}$/.test(word)) {
    return new Diagnostic('a fingerprint is explained by the report that holds it', {
      mend: `unlatched explain ${word} report.json`,
    });
  }
  const meant = nearest(word, known);
  return new Diagnostic(`there is no rule, exit code or data class "${word}"`, {
    mend: meant === null ? 'unlatched rules list shows the rules' : `did you mean "${meant}"?`,
  });
}
