import * as z from 'zod';
import { parseJson } from '../../support/bounded-json.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import type { SourceFile } from '../source-file.ts';

/**
 * The objects of a file that holds one a line, in a list or not. Throws a `Diagnostic` for a line that is none; `tool` says how
 * such a file is written.
 */
export async function* objectLines<T>(
  source: SourceFile,
  shape: z.ZodType<T>,
  tool: string,
  other: (text: string, line: number) => boolean = () => false,
): AsyncGenerator<{ readonly value: T; readonly line: number }> {
  for await (const { text, line } of source.lines()) {
    const bare = text
      .trim()
      .replace(/^\[\s*(?=\{|$)/, '')
      .replace(/[\],\s]+$/, '');
    if (bare === '' || other(text, line)) continue;
    const whole = text
      .trim()
      .replace(/^\[\s*(?=\{)/, '')
      .replace(/,$/, '');
    const value = parseJson(whole) ?? parseJson(whole.replace(/\]$/, ''));
    const read = shape.safeParse(value);
    if (!read.success) {
      throw new Diagnostic('this line does not hold one object of the expected shape', {
        where: `${source.file}:${line}:1`,
        mend: `name a file that ${tool} wrote`,
      });
    }
    yield { value: read.data, line };
  }
}

/** A port as a number, or as a text of digits. */
export const portNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number),
]);
