#!/usr/bin/env node
import { nodeTooOld } from './node-version.ts';
import { NODE_NEEDED, VERSION } from './version.ts';

const tooOld = nodeTooOld(process.versions.node, NODE_NEEDED);
if (tooOld !== null) {
  process.stderr.write(tooOld);
  process.exit(2);
}

// A reader that goes away is noticed by the write itself; without a listener it would end the process with a stack.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

// Only now: an old Node would fail on its imports.
const [{ run }, { whole }] = await Promise.all([import('./run.ts'), import('./output/whole-file.ts')]);
const code = await run(
  process.argv.slice(2),
  {
    stdin: process.stdin,
    stdout: whole(process.stdout),
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
  },
  VERSION,
);
// Sockets of servers that never close, or a standard input that nobody ends, must not keep it alive.
process.exit(code);
