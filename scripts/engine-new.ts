/**
 * `npm run engine:new -- NAME`: makes an engine's entry in the five roots from src/engines/_template. Nothing that exists is
 * written over.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The files of a new engine, by their paths from the root. */
export function scaffold(name: string, template: string): Record<string, string> {
  const title = name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => ` ${letter.toUpperCase()}`).trim();
  return {
    [`src/engines/${name}/engine.ts`]: template.replaceAll('_template', name).replaceAll('TITLE', title),
    [`rules/${name}.yaml`]: `# Rules of ${title}.\nengine: ${name}\nremediation: {}\n`,
    [`docker/${name}/Dockerfile`]: `# ${title} as it is found: one target a state.\n\nFROM debian:bookworm-slim AS open\n\nFROM open AS locked\n`,
    [`docker/${name}/states.ts`]: [
      "import type { LabState } from '../../test/kit/lab-state.ts';",
      '',
      '/** Each state that is started, and what an audit has to say of it. */',
      'export const states: readonly LabState[] = [];',
      '',
    ].join('\n'),
    [`seeds/${name}/index.ts`]: `/** How ${title} is filled from the cast in seeds/people.json. */\nexport {};\n`,
    [`test/engines/${name}.test.ts`]: `import { contractOf } from '../kit/contract.ts';\n\ncontractOf('${name}');\n`,
  };
}

export function refusal(name: string | undefined, exists: (path: string) => boolean): string | null {
  if (name === undefined) return 'usage: npm run engine:new -- NAME';
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    return `"${name}": a name is lower case letters, digits and single dashes`;
  return exists(`src/engines/${name}`) ? `src/engines/${name} is there already` : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const name = process.argv[2];
  const why = refusal(name, (path) => existsSync(join(ROOT, path)));
  if (name === undefined || why !== null) {
    process.stderr.write(`${why}\n`);
    process.exitCode = 2;
  } else {
    const template = readFileSync(join(ROOT, 'src/engines/_template/engine.ts'), 'utf8');
    for (const [path, text] of Object.entries(scaffold(name, template))) {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), text, { flag: 'wx' });
      process.stdout.write(`${path}\n`);
    }
    process.stdout.write(`test/engines/${name}/STATE.transcript.json is made by: npm run lab:record -- ${name}\n`);
  }
}
