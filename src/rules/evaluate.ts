import type { Match, Rule, Severity } from '../model/rule.ts';
import { byText } from '../support/stable-json.ts';
import type { Condition } from './cel.ts';
import { compileCondition } from './cel.ts';
import type { RuleSet } from './load.ts';
import type { Subject } from './subject.ts';

/** A rule whose condition could not be evaluated: a mistake of the rule, never a verdict on the endpoint. */
export class RuleDefect extends Error {
  readonly rule: string;
  constructor(rule: string, cause: unknown) {
    super(`rule ${rule} could not be evaluated: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'RuleDefect';
    this.rule = rule;
  }
}

interface Compiled {
  readonly rule: Rule;
  when: Condition | null;
  severities: readonly { readonly when: Condition; readonly severity: Severity }[] | null;
}

/** Rules by engine, compiled when the first endpoint of the engine comes; the empty name holds the rules for any. */
const indexes = new WeakMap<RuleSet, ReadonlyMap<string, readonly Compiled[]>>();

/**
 * The rules that hold at an endpoint, in the order of their ids. A condition that cannot be evaluated goes to `defects`; where
 * there are none to go to, it throws a RuleDefect.
 */
export function evaluate(rules: RuleSet, subject: Subject, defects?: RuleDefect[]): Match[] {
  const index = indexOf(rules);
  const matches: Match[] = [];
  for (const engine of subject.service.engine === '' ? [''] : ['', subject.service.engine]) {
    for (const compiled of index.get(engine) ?? []) {
      try {
        const severity = severityOf(compiled, subject);
        if (severity !== null) matches.push({ rule: compiled.rule, severity });
      } catch (cause) {
        const defect = new RuleDefect(compiled.rule.id, cause);
        if (defects === undefined) throw defect;
        defects.push(defect);
      }
    }
  }
  return matches.sort((left, right) => byText(left.rule.id, right.rule.id));
}

function severityOf(compiled: Compiled, subject: Subject): Severity | null {
  compiled.when ??= compileCondition(compiled.rule.when);
  if (!compiled.when(subject)) return null;
  compiled.severities ??= compiled.rule.severityWhen.map(({ when, severity }) => ({
    when: compileCondition(when),
    severity,
  }));
  return compiled.severities.find(({ when }) => when(subject))?.severity ?? compiled.rule.severity;
}

function indexOf(rules: RuleSet): ReadonlyMap<string, readonly Compiled[]> {
  const known = indexes.get(rules);
  if (known !== undefined) return known;
  const made = Map.groupBy(
    rules.rules.map((rule): Compiled => ({ rule, when: null, severities: null })),
    ({ rule }) => rule.engine ?? '',
  );
  indexes.set(rules, made);
  return made;
}
