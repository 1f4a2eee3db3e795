import * as z from 'zod';
import { SEVERITIES } from '../model/rule.ts';

/**
 * The form of rules/*.yaml and rules/versions/*.yaml. A user's own files are held against it when they are loaded, shipped ones
 * by the tests, so that a scan need not load zod for them.
 */

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower case words joined by dashes');
const sentence = z.string().min(8).max(2_000);
const severity = z.enum(SEVERITIES);
const condition = z.string().min(1).max(2_000);

export const remediation = z.strictObject({
  summary: sentence,
  steps: z.array(sentence).min(1),
  verify: sentence.optional(),
});

const ruleTest = z.strictObject({
  name: z.string().min(3),
  /** What differs from an endpoint of which nothing was learnt; the names are those of docs/reference/rules.md. */
  subject: z.record(z.string(), z.unknown()),
  /** The severity that has to come out, or `none`. */
  expect: z.enum([...SEVERITIES, 'none']),
});

const rule = z.strictObject({
  id,
  title: z.string().min(8).max(120),
  description: sentence,
  severity,
  severityWhen: z.array(z.strictObject({ when: condition, severity })).optional(),
  when: condition,
  proof: z.array(z.string()),
  references: z.array(z.string()),
  remediation,
  tests: z.array(ruleTest).min(2),
});

const template = rule.extend({
  /** `every`: each engine that has a rule file. `named`: those whose file lists it under `use`. */
  bind: z.enum(['every', 'named']),
});

export const commonFile = z.strictObject({
  templates: z.array(template).min(1),
  /** Rules that hold whatever engine answers, and also where none does. */
  rules: z.array(rule).optional(),
});

export const ruleFile = z.strictObject({
  engine: id,
  /** Templates of common.yaml that this engine takes besides those that every engine has. */
  use: z.array(id).optional(),
  /** Templates that it does without, since one of its own rules says the same. */
  without: z.array(id).optional(),
  /** The engine's own words for what to do about a template's finding. */
  remediation: z.record(id, remediation).optional(),
  rules: z.array(rule).optional(),
});

/** A user's own rules: each names its engine, or `any`. */
export const extraFile = z.strictObject({
  rules: z.array(rule.extend({ engine: id })).min(1),
});

const day = z.iso.date();

export const versionsFile = z.strictObject({
  engine: id,
  /** The day to which the table was brought up to date. */
  asOf: day,
  endOfLife: z.strictObject({
    source: z.url(),
    /** `on`: the last day of support; absent where only the fact is known. */
    branches: z.array(z.strictObject({ versions: z.string(), on: day.optional() })).min(1),
    remediation,
  }),
  vulnerabilities: z.array(
    z.strictObject({
      /** `CVE-2015-1427`, or the vendor's or GitHub's number where there is no CVE. */
      id: z.string().regex(/^(CVE-\d{4}-\d{4,7}|GHSA-[a-z0-9]{4}(-[a-z0-9]{4}){2})$/),
      title: z.string().min(8).max(100),
      versions: z.string(),
      fixed: z.string(),
      severity,
      /** In CISA's catalogue of vulnerabilities known to be exploited. */
      exploited: z.boolean(),
      /** What else has to be so, in one sentence. */
      condition: z.string().optional(),
      references: z.array(z.string()),
    }),
  ),
});

export type CommonFile = z.infer<typeof commonFile>;
export type RuleFile = z.infer<typeof ruleFile>;
export type ExtraFile = z.infer<typeof extraFile>;
export type VersionsFile = z.infer<typeof versionsFile>;
export type RuleEntry = z.infer<typeof rule>;
export type TemplateEntry = z.infer<typeof template>;
export type RuleTest = z.infer<typeof ruleTest>;
