import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Report } from '../model/report.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { Context } from './context.ts';
import { readingText, systemText } from './messages.ts';
import { stateFolder } from './state-folder.ts';

const KEY_BYTES = 32;
/** What `make` writes, or longer. */
const KEY = /^(?:[0-9a-f]{2}){32,}$/i;

/** What is done with a report before it is rendered: nothing, or pseudonyms in place of targets. The key is there, or is made. */
export async function redaction(context: Context): Promise<(report: Report) => Promise<Report>> {
  const { values } = await context.config();
  if (values.redact === 'nothing') return (report) => Promise.resolve(report);
  const key = await keyOf(context);
  return async (report) => (await import('../report/index.ts')).redactTargets(report, key);
}

async function keyOf(context: Context): Promise<Uint8Array> {
  const { values } = await context.config();
  const file = resolve(context.io.folder, values.redactKey ?? join(stateFolder(context.io), 'redact.key'));
  const made = await make(file);
  if (made !== null) return made;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Diagnostic(`it cannot be read: ${readingText(cause)}`, {
      where: file,
      mend: 'name another with --redact-key',
      cause,
    });
  });
  await checkPrivate(file);
  // Buffer reads as far as it can and drops the rest: a key that was cut short would pass for one.
  if (KEY.test(text.trim())) return Buffer.from(text.trim(), 'hex');
  throw new Diagnostic('this is no key: 64 hexadecimal digits', {
    where: file,
    mend: 'name another file with --redact-key; one that is not there is made',
  });
}

/** Whoever has the key can tell which pseudonym is whose. A system without such permissions says nothing. */
async function checkPrivate(file: string): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new Diagnostic('others may read this key', {
    where: file,
    mend: `chmod 600 ${file}, or name another file with --redact-key`,
  });
}

/** Null: it is there already. Readable by its owner alone. */
async function make(file: string): Promise<Uint8Array | null> {
  const key = randomBytes(KEY_BYTES);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${key.toString('hex')}\n`);
    } finally {
      await handle.close();
    }
    return key;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw new Diagnostic(`the key cannot be written: ${systemText(cause)}`, {
      where: file,
      mend: 'name a file in a folder that may be written with --redact-key',
      cause,
    });
  }
}
