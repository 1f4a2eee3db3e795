import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProject } from '../conformance/checks/tree.ts';
import { type Ended, ended, PROGRAM } from './program.ts';

/** What the pages of docs/how-to/ show, and a machine on which it runs: `unlatched`, `npx` and `docker run` are the program. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

export function blocksOf(page: string): Block[] {
  const text = readProject(`docs/how-to/${page}.md`);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }));
}

/** The blocks of a language; throws where there is none, for a page that is rewritten must not pass untested. */
export function blocks(page: string, language: string): string[] {
  const found = blocksOf(page).filter((block) => block.language === language);
  if (found.length === 0) throw new Error(`docs/how-to/${page}.md shows no ${language}`);
  return found.map(({ text }) => text);
}

/** The commands of the page's shell blocks, one string each, with their lines joined. */
export function commands(page: string): string[] {
  return blocks(page, 'sh').flatMap((text) => text.replaceAll(/\\\n\s*/g, '').split('\n'));
}

const SELF = `exec '${process.execPath}' '${PROGRAM}' "$@"`;
const STUBS: Readonly<Record<string, string>> = {
  unlatched: SELF,
  npx: `[ "$1" = --yes ] && shift\ncase "$1" in unlatched|unlatched@*) shift ;; *) exit 97 ;; esac\n${SELF}`,
  // What is behind the image's name are the program's arguments.
  docker: `echo "docker $*" >>"$HOME/docker.log"\n[ "$1" = run ] || exit 0\nwhile [ "$1" != unlatched ]; do shift || exit 97; done\nshift\n${SELF}`,
};

/** A home with these programs in its bin folder. */
export async function machine(home: string): Promise<void> {
  await mkdir(join(home, 'bin'), { recursive: true });
  for (const [name, text] of Object.entries(STUBS)) {
    await writeFile(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
    await chmod(join(home, 'bin', name), 0o755);
  }
}

/** Runs a script as a step of GitHub's does (`bash -eo pipefail`), or as a plain shell. */
export function shell(
  script: string,
  where: { readonly home: string; readonly folder: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  return ended('bash', args, {
    folder: where.folder,
    environment: { PATH: `${join(where.home, 'bin')}:${process.env['PATH']}`, HOME: where.home, ...where.environment },
  });
}
