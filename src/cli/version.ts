import { createRequire } from 'node:module';

/** From package.json, two folders up from here in the sources and in dist alike. */
export const VERSION: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;
