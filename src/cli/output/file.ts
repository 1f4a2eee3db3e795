import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Diagnostic } from '../../support/diagnostic.ts';
import { NotWritten, systemText } from '../messages.ts';

/** The part of node:fs/promises that writing needs, so that a test can give it a full disk. */
export type FileSystem = Pick<typeof fs, 'open' | 'rename' | 'rm' | 'stat' | 'realpath' | 'access'>;

/** Throws a `Diagnostic` where a report could never be written: told before anything is sent. */
export async function checkDestination(path: string, flag: string, files: FileSystem = fs): Promise<void> {
  const fail = (cause: unknown): never => {
    throw new Diagnostic(`the report cannot be written to ${path}: ${systemText(cause)}`, {
      where: flag,
      mend: 'name a file in a folder that exists and may be written',
      cause,
    });
  };
  const facts = await files.stat(path).catch(() => null);
  if (facts?.isDirectory() === true) fail({ code: 'EISDIR' });
  if (facts === null) {
    const folder = await files.stat(dirname(path)).catch(fail);
    if (!folder.isDirectory()) fail({ code: 'ENOTDIR' });
  }
  const written = facts === null || facts.isFile() ? dirname(path) : path;
  await files.access(written, fs.constants.W_OK).catch(fail);
}

/**
 * Writes beside and renames, so that there is the old file or the whole new one and never a half; mode 0600, because a
 * report says what lies open. A device or pipe is written straight. Throws `NotWritten`.
 */
export async function writeReport(path: string, pieces: Iterable<string>, files: FileSystem = fs): Promise<void> {
  const facts = await files.stat(path).catch(() => null);
  if (facts !== null && !facts.isFile()) return writeDevice(path, pieces, files);
  // Through a link, so that the link stays and what it leads to is replaced.
  const real = facts === null ? path : await files.realpath(path);
  const beside = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const handle = await files.open(beside, 'wx', 0o600);
    try {
      for (const piece of pieces) await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(beside, real);
  } catch (error) {
    await files.rm(beside, { force: true });
    throw new NotWritten(path, error, '; nothing was left half-written');
  }
}

async function writeDevice(path: string, pieces: Iterable<string>, files: FileSystem): Promise<void> {
  try {
    const handle = await files.open(path, 'w');
    try {
      for (const piece of pieces) await handle.appendFile(piece);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new NotWritten(path, error);
  }
}
