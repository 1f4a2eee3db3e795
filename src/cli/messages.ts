import type { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';

const LONGEST = 4096;

/** `where: what`, and the mend on the line below. Words of files and arguments stand in all three: escaped here, for all. */
export function diagnosticText({ where, message, mend }: Diagnostic): string {
  const line = escapeText(where === null ? message : `${where}: ${message}`, LONGEST);
  return `unlatched: ${line}\n${mend === null ? '' : `  ${escapeText(mend, LONGEST)}\n`}`;
}

export function internalText(error: unknown, verbose: boolean): string {
  const what = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  return `unlatched: internal error: ${what}\n${stack}  this is a defect of unlatched, not of your input; --verbose shows where it happened\n`;
}

const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'the disk is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EIO: 'the disk failed',
};

/** What the operating system said, in words. */
export function systemText(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return SYSTEM[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

const READING: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

/** The same for a file that should have been read. */
export function readingText(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return (typeof code === 'string' ? READING[code] : undefined) ?? systemText(error);
}

/** What was made could not be kept: not a slip of the user's, and not to be taken for exit code 0, 1 or 3. */
export class NotWritten extends Error {
  constructor(destination: string, cause: unknown, after = '') {
    super(`${destination}: it could not be written: ${systemText(cause)}${after}`, { cause });
    this.name = 'NotWritten';
  }
}
