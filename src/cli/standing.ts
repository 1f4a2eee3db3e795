import { resolve } from 'node:path';
import { stages } from '../audit/stages.ts';
import type { Acceptance, Baseline } from '../model/acceptance.ts';
import { readFound, readNamed } from '../support/bounded-file.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { Context } from './context.ts';
import { readingText } from './messages.ts';

/** What is accepted and what is known already: read before anything is sent, so that a slip in it costs no audit. */
export interface Standing {
  readonly acceptances: { readonly file: string; readonly entries: readonly Acceptance[] } | null;
  readonly baseline: Baseline | null;
  /** Findings that were closed once, as the history has it; none where nobody asked it. */
  readonly closed: ReadonlySet<string>;
}

export const IGNORE_FILE = '.unlatchedignore.yaml';
export const BASELINE_FILE = 'unlatched-baseline.json';
const MOST_BYTES = 64 * 1024 * 1024;

export async function loadStanding(context: Context): Promise<Standing> {
  const { values } = await context.config();
  if (values.failOnNew && values.baseline === null) {
    throw new Diagnostic('new findings are those that a baseline does not know, and no baseline is named', {
      where: '--fail-on-new',
      mend: `write --baseline ${BASELINE_FILE}; unlatched baseline create REPORT writes one`,
    });
  }
  return {
    acceptances: values.ignore ? await loadAcceptances(context) : null,
    baseline: values.baseline === null ? null : await loadBaseline(resolve(context.io.folder, values.baseline)),
    closed: new Set(),
  };
}

/** Of the file that `--ignore-file` names, which has to be there, or of the folder's own, which need not. */
async function loadAcceptances(context: Context): Promise<Standing['acceptances']> {
  const { values } = await context.config();
  const { file, text, entries } = await readIgnoreFile(context);
  if (text !== null) return { file, entries };
  if (values.ignoreFile === null) return null;
  throw unreadable(file, { code: 'ENOENT' }, '--ignore-file');
}

/** `text` is null where there is no such file. */
export async function readIgnoreFile(
  context: Context,
): Promise<{ readonly file: string; readonly text: string | null; readonly entries: readonly Acceptance[] }> {
  const { values } = await context.config();
  const named = values.ignoreFile !== null;
  const file = resolve(context.io.folder, values.ignoreFile ?? IGNORE_FILE);
  const mend = 'name the file that counts with --ignore-file, or accept nothing with --no-ignore';
  const text = await (named ? readNamed(file, MOST_BYTES) : readFound(file, MOST_BYTES, mend)).then(
    (bytes) => textOf(bytes, file),
    (cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw unreadable(file, cause, '--ignore-file');
    },
  );
  if (text === null) return { file, text, entries: [] };
  const { readAcceptances } = await stages.acceptanceFile();
  return { file, text, entries: readAcceptances(text, file, today()) };
}

export async function loadBaseline(file: string): Promise<Baseline> {
  const bytes = await readNamed(file, MOST_BYTES).catch((cause: unknown) => {
    throw unreadable(file, cause, '--baseline');
  });
  const { readBaseline } = await stages.baselineFile();
  return readBaseline(textOf(bytes, file), file);
}

function textOf(bytes: Buffer, file: string): string {
  if (bytes.length <= MOST_BYTES) return bytes.toString('utf8');
  throw new Diagnostic('this is larger than 64 MiB', { where: file, mend: 'name another file' });
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function unreadable(file: string, cause: unknown, flag: string): Diagnostic {
  if (cause instanceof Diagnostic) return cause;
  return new Diagnostic(`it cannot be read: ${readingText(cause)}`, {
    where: file,
    mend: `name a file that can be read with ${flag}`,
    cause,
  });
}
