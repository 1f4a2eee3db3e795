import { isSeq, parseDocument } from 'yaml';
import * as z from 'zod';
import type { Acceptance } from '../model/acceptance.ts';
import { LEVELS } from '../model/access.ts';
import { SEVERITIES } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { parseYamlFile } from '../support/yaml-file.ts';

/** The form of `.unlatchedignore.yaml`. */

const text = (error: string) => z.string({ error }).trim().min(1, { error });
const fingerprint = z
  .string({ error: 'write the whole fingerprint, 64 hexadecimal digits' })
  .regex(/^[0-9a-f]{64}$/, { error: 'write the whole fingerprint, 64 hexadecimal digits' });

const shared = {
  reason: text('write why it may stay open'),
  by: text('write who answers for it'),
  until: z.iso.date({ error: 'write the last day in quotes: "2027-01-31"' }),
  accepted: z.strictObject(
    {
      severity: z.enum(SEVERITIES),
      level: z.enum([...LEVELS, 'unknown']),
      classes: z.array(z.string()),
      collections: z
        .string()
        .regex(/^sha256:[0-9a-f]{64}$/)
        .nullable(),
    },
    { error: 'write what was accepted; unlatched ignore add FINGERPRINT REPORT writes it' },
  ),
};

const KEYS = 'write "finding", or "rule" and "target"; with "reason", "by", "until" and "accepted"';

const entry = z.union(
  [
    z.strictObject({ finding: fingerprint, ...shared }),
    z.strictObject({ rule: text('write a rule'), target: text('write host:port'), ...shared }),
  ],
  { error: KEYS },
);

export const acceptanceFile = z.strictObject(
  { accept: z.array(entry).nullable() },
  { error: 'write a list under "accept:"' },
);

/** An entry counts for a year at most: then somebody looks again. */
const MOST_DAYS = 366;

/** Throws a `Diagnostic` with file, line and column for what cannot be meant. `day`: today, `2026-11-25`. */
export function readAcceptances(source: string, file: string, day: string): Acceptance[] {
  const yaml = parseYamlFile(source, file);
  const read = acceptanceFile.safeParse(yaml.value ?? { accept: [] });
  if (!read.success) {
    const issue = deepest(read.error.issues);
    const path = issue?.path ?? [];
    const key = path.map(String).join('.');
    throw new Diagnostic(key === '' ? 'this is no list of acceptances' : `"${key}" is not as it has to be`, {
      where: yaml.where(path),
      mend: issue?.message ?? 'unlatched ignore add writes such a file',
    });
  }
  return (read.data.accept ?? []).map((item, index) => {
    const { reason, by, until, accepted } = item;
    const where = yaml.where(['accept', index]);
    if (daysBetween(day, until) > MOST_DAYS) {
      throw new Diagnostic(`it is accepted until ${until}: that is more than a year`, {
        where: yaml.where(['accept', index, 'until']),
        mend: 'write a day within a year; then somebody looks again',
      });
    }
    const of = 'finding' in item ? { finding: item.finding } : { rule: item.rule, target: item.target };
    return { of, reason, by, until, accepted, where };
  });
}

interface Slip {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a union's issues, those of the branch that fits best. */
function deepest(issues: readonly z.core.$ZodIssue[]): Slip | undefined {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') return { path: issue.path, message: KEYS };
  if (issue?.code !== 'invalid_union') return issue;
  const [best] = issue.errors.toSorted((left, right) => left.length - right.length);
  const inner = deepest(best ?? []);
  return inner === undefined ? issue : { path: [...issue.path, ...inner.path], message: inner.message };
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

const HEADER = ' Findings that somebody answers for, each until a day. Written by `unlatched ignore add`.';

/** The file's text with one entry more; comments and order of the others stay. */
export function withEntry(source: string, { of, reason, by, until, accepted }: Omit<Acceptance, 'where'>): string {
  const document = parseDocument(source.trim() === '' ? 'accept: []\n' : source);
  if (source.trim() === '') document.commentBefore = HEADER;
  const list = document.get('accept', true);
  const made = document.createNode({ ...of, reason, by, until, accepted });
  if (isSeq(list)) {
    list.flow = false;
    list.add(made);
  } else document.set('accept', document.createNode([made]));
  return document.toString();
}

/** The file's text without the entries at these places. */
export function withoutEntries(source: string, places: ReadonlySet<number>): string {
  const document = parseDocument(source);
  const list = document.get('accept', true);
  if (isSeq(list)) list.items = list.items.filter((_, index) => !places.has(index));
  return document.toString();
}
