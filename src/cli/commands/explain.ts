import { stages } from '../../audit/stages.ts';
import { nearest } from '../../config/index.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { Context } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { classText, exitCodeOf, exitText, findingText, ruleText } from '../explanations.ts';
import { parseInput, readInput } from '../input.ts';

const SHORTEST_FINGERPRINT = 6;

/** A word is an exit code, a rule, a data class, or with a report the fingerprint of a finding (its first digits will do). */
export async function run(context: Context): Promise<number> {
  const [word = '', file] = context.args;
  await context.print(await explanation(context, word, file));
  return 0;
}

async function explanation(context: Context, word: string, file: string | undefined): Promise<string> {
  if (/^\d{1,3}$/.test(word) && file === undefined) return explainExit(word);
  const { values } = await context.config();
  const { rules } = await (await stages.rules()).loadRules({ extra: values.rules });
  if (file !== undefined) {
    const finding = await findFinding(context, word, file);
    return findingText(finding, rules.find(({ id }) => id === finding.rule) ?? null);
  }
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

async function findFinding(context: Context, word: string, file: string) {
  const { report } = await import('../../model/report.ts');
  const { findings } = parseInput(await readInput(context, file), file, report, 'unlatched scan --format json');
  const matching = findings.filter(
    ({ fingerprint }) => fingerprint.startsWith(word) || fingerprint.startsWith(`sha256:${word}`),
  );
  const [finding] = matching;
  if (finding !== undefined && matching.length === 1 && word.length >= SHORTEST_FINGERPRINT) return finding;
  const what = matching.length > 1 ? 'more than one finding begins with' : 'no finding has';
  throw new Diagnostic(`${what} the fingerprint "${word}"`, {
    where: file,
    mend: `write at least ${SHORTEST_FINGERPRINT} digits of one, as they stand in the report`,
  });
}
