import { createRequire } from 'node:module';

/** Two folders up from here in the sources and in dist alike. */
const packaged = createRequire(import.meta.url)('../../package.json') as { version: string; engines: { node: string } };

export const VERSION: string = packaged.version;

/** Such as `>=22.19`. */
export const NODE_NEEDED: string = packaged.engines.node;
