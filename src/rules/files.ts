import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { byText } from '../support/stable-json.ts';

/** A rule file as it lies on the disk. `name` is relative to rules/ with forward slashes, or the path that the user wrote. */
export interface RuleText {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

export const SHIPPED_RULES = fileURLToPath(new URL('../../rules/', import.meta.url));

/** All that judging depends on: the rules, the tables of versions, the data classes. Sorted by name. */
export async function shippedTexts(folder: string = SHIPPED_RULES): Promise<RuleText[]> {
  const parts = await Promise.all(['', 'versions/', 'classes/'].map((part) => yamlIn(folder, part)));
  const names = parts.flat().sort(byText);
  return Promise.all(names.map((name) => readText(name, `${folder}${name}`)));
}

export async function readText(name: string, file: string): Promise<RuleText> {
  return { name, file, text: await readFile(file, 'utf8') };
}

async function yamlIn(folder: string, part: string): Promise<string[]> {
  const names = await readdir(`${folder}${part}`);
  return names.filter((name) => name.endsWith('.yaml')).map((name) => `${part}${name}`);
}

/** `sha256:…` over each file's name and bytes, in the order of names: says by which rules a report was made. */
export function digestOf(texts: readonly RuleText[]): string {
  const sum = createHash('sha256');
  for (const { name, text } of [...texts].sort((left, right) => byText(left.name, right.name))) {
    sum.update(`${name}\n${Buffer.byteLength(text)}\n`).update(text);
  }
  return `sha256:${sum.digest('hex')}`;
}
