import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import type { Context } from './context.ts';
import { readingText } from './messages.ts';

/** The text of a file, or of standard input where the file is `-`. Throws a `Diagnostic`. */
export async function readInput(context: Context, file: string): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of context.io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Diagnostic(`it cannot be read: ${readingText(cause)}`, {
      where: file,
      mend: 'name a file, or - for standard input',
      cause,
    });
  });
}

/** JSON of a known shape. `made` says which command writes such a file. */
export function parseInput<T>(text: string, where: string, schema: z.ZodType<T>, made: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Diagnostic('this is no JSON', { where, mend: `name a file that ${made} wrote`, cause });
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at =
    issue === undefined || issue.path.length === 0 ? 'it' : `"${escapeText(issue.path.map(String).join('.'), 120)}"`;
  throw new Diagnostic(`${at} does not fit: ${escapeText(issue?.message ?? 'unknown', 160)}`, {
    where,
    mend: `name a file that ${made} wrote`,
  });
}
