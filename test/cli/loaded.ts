import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Told to node with --import: says on stderr which modules are loaded. */
registerHooks({
  load(url, context, next) {
    writeSync(2, `loaded ${url}\n`);
    return next(url, context);
  },
});
