/**
 * Writes dist/rules.gen.json: the files of rules/ parsed, with the digest of the bytes they were made from. The program uses it
 * where the digest is that of the files that lie there, so that it can be old and never wrong.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileRules, shippedTexts } from '../src/support/shipped-rules.ts';

const target = fileURLToPath(new URL('../dist/rules.gen.json', import.meta.url));
const compiled = await compileRules(await shippedTexts());
mkdirSync(fileURLToPath(new URL('../dist/', import.meta.url)), { recursive: true });
writeFileSync(`${target}.new`, JSON.stringify(compiled));
renameSync(`${target}.new`, target);
