import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Diagnostic } from '../../support/diagnostic.ts';
import { configTemplate } from '../config-template.ts';
import type { Context } from '../context.ts';
import { systemText } from '../messages.ts';

/** Writes an example with every key commented out: it changes nothing until somebody edits it. Never overwrites. */
export async function run(context: Context): Promise<number> {
  const file = resolve(context.io.folder, context.args[0] ?? 'unlatched.yaml');
  await writeFile(file, configTemplate(), { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    const there = (cause as { code?: string }).code === 'EEXIST';
    throw new Diagnostic(
      there ? 'it is there already and was left as it is' : `it cannot be written: ${systemText(cause)}`,
      {
        where: file,
        mend: there ? 'name another file: unlatched init FILE' : 'name a file in a folder that may be written',
        cause,
      },
    );
  });
  context.say(`unlatched: wrote ${file}\n  every key is commented out; use it with: unlatched scan --config ${file}\n`);
  return 0;
}
