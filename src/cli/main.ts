#!/usr/bin/env node
import { run } from './run.ts';
import { VERSION } from './version.ts';

// A reader that goes away is noticed by the write itself; without a listener it would end the process with a stack.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const code = await run(
  process.argv.slice(2),
  {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
  },
  VERSION,
);
// Sockets of servers that never close, or a standard input that nobody ends, must not keep it alive.
process.exit(code);
