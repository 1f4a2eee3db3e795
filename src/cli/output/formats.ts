import { resolve } from 'node:path';
import { didYouMean } from '../../config/index.ts';
import type { Report } from '../../model/report.ts';
import { FORMATS } from '../../report/index.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { type Io, printAll } from '../io.ts';
import { checkDestination, writeReport } from './file.ts';

/** One `--format NAME` or `--format NAME=FILE`. */
export interface Output {
  readonly name: string;
  /** Null: stdout. */
  readonly file: string | null;
}

/** Throws a `Diagnostic` for a name that is no format, and for a file that could never be written. */
export async function outputsOf(
  formats: readonly string[],
  folder: string,
  known: readonly string[] = Object.keys(FORMATS),
): Promise<readonly Output[]> {
  const outputs = formats.map((text): Output => {
    const equals = text.indexOf('=');
    const name = equals === -1 ? text : text.slice(0, equals);
    if (!known.includes(name)) {
      throw new Diagnostic(`there is no format "${name}"`, {
        where: '--format',
        mend: didYouMean(name, known),
      });
    }
    const file = equals === -1 ? null : text.slice(equals + 1);
    if (file === '') {
      throw new Diagnostic(`no file is named after "${name}="`, {
        where: '--format',
        mend: `write ${name}=FILE, or ${name} to print`,
      });
    }
    return { name, file: file === null ? null : resolve(folder, file) };
  });
  for (const { file } of outputs) if (file !== null) await checkDestination(file, '--format');
  const twice = outputs.find(
    ({ file }, index) => file !== null && outputs.findIndex((other) => other.file === file) < index,
  );
  if (twice !== undefined) {
    throw new Diagnostic(`two formats go to ${twice.file}`, { where: '--format', mend: 'name a file for each' });
  }
  return outputs;
}

/** Files first: a reader of stdout that goes away must not cost the files. */
export async function deliver(report: Report, outputs: readonly Output[], io: Io, color: boolean): Promise<void> {
  const toFiles = outputs.filter(({ file }) => file !== null);
  const printed = outputs.filter(({ file }) => file === null);
  for (const { name, file } of [...toFiles, ...printed]) {
    const format = await FORMATS[name]?.();
    if (format === undefined) throw new Error(`no format ${name}`);
    const width = io.stdout.columns ?? 100;
    const pieces = format.render(report, { color: color && file === null, width });
    if (file === null) await printAll(io.stdout, pieces);
    else await writeReport(file, pieces);
  }
}

/** Colours only for eyes: a terminal, no NO_COLOR, no --no-color. */
export function colorWanted(io: Io, flag: boolean): boolean {
  return (
    flag && io.stdout.isTTY === true && (io.environment['NO_COLOR'] ?? '') === '' && io.environment['TERM'] !== 'dumb'
  );
}
