import { Diagnostic } from '../support/diagnostic.ts';
import { createContext } from './context.ts';
import { EXIT_INTERNAL, EXIT_USAGE } from './exit-codes.ts';
import { type Io, print } from './io.ts';
import { diagnosticText, internalText, NotWritten } from './messages.ts';
import { parseCommandLine } from './program.ts';

/** Reads the command line, runs the command, and says what went wrong. Returns the exit code; never throws. */
export async function run(argv: readonly string[], io: Io, version: string): Promise<number> {
  try {
    const asked = parseCommandLine(argv, version);
    if (asked.kind === 'text') {
      await print(io.stdout, asked.text);
      return 0;
    }
    const command = await asked.spec.load();
    return await command.run(createContext(io, asked.args, asked.flags));
  } catch (error) {
    if (error instanceof Diagnostic) {
      io.stderr.write(diagnosticText(error));
      return EXIT_USAGE;
    }
    if (error instanceof NotWritten) {
      io.stderr.write(`unlatched: ${error.message}\n`);
      return EXIT_INTERNAL;
    }
    io.stderr.write(internalText(error, argv.includes('--verbose') || argv.includes('-v')));
    return EXIT_INTERNAL;
  }
}
