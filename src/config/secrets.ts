import { readFile, stat } from 'node:fs/promises';
import { Diagnostic } from '../support/diagnostic.ts';

/** `env:NAME` or `file:/path`: where a secret is, never the secret. */
const REFERENCE = /^(env|file):(.+)$/s;

/**
 * The text, or the secret behind `env:NAME` or `file:/path`, without the line end of a file. A file that others may read
 * is refused. A secret is never repeated in a message.
 */
export async function resolveSecret(text: string, where: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const [, kind, at] = REFERENCE.exec(text) ?? [];
  if (kind === undefined || at === undefined) return text;
  if (kind === 'file') return secretInFile(at, where);
  const value = environment[at];
  if (value !== undefined && value !== '') return value;
  throw new Diagnostic(`the environment has no ${at}`, { where, mend: `set ${at}, or write file:/path` });
}

async function secretInFile(path: string, where: string): Promise<string> {
  const facts = await stat(path).catch(() => null);
  if (facts?.isFile() !== true) {
    throw new Diagnostic(`there is no file ${path} with the secret`, { where, mend: 'write the whole path of a file' });
  }
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    throw new Diagnostic(`others may read the secret in ${path}`, { where, mend: `chmod 600 ${path}` });
  }
  const value = (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw new Diagnostic(`the file ${path} is empty`, { where, mend: 'write the secret into it' });
}
