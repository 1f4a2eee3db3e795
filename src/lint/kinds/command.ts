import type { Place } from '../../model/lint.ts';
import { type Settings, set } from '../server.ts';

/** One word of a command line, with the place of the text it was cut out of. */
export interface Word {
  readonly text: string;
  readonly at: Place;
}

/** Cuts as a shell does, for the quotes that are really used; what follows `sh -c` is cut again. */
export function wordsOf(text: string, at: Place): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\\s|[^\s"'])+/g)) {
    words.push({ text: match[0].replace(/^(["'])(.*)\1$/s, '$2').replaceAll(/=(["'])(.*)\1$/gs, '=$2'), at });
  }
  return words;
}

/**
 * Flags become `arg:NAME` in lower case with dashes; a flag without a value is `on`. Known are `--name value`, `--name=value`,
 * `-Ename=value` (Elasticsearch), `-c name=value` (PostgreSQL) and `-x value`. Words with a variable in them have a value that is
 * not known. What stands before the first flag is `arg:` itself.
 */
export function commandSettings(words: readonly Word[], settings: Settings): void {
  const shell = words.findIndex(({ text }) => text === '-c');
  const nested = words[shell + 1];
  const isShell = shell > 0 && /(^|\/)(ba|da|a)?sh$/.test(words[shell - 1]?.text ?? '') && nested !== undefined;
  const flat = isShell ? wordsOf(nested.text, nested.at) : words;
  const first = flat.findIndex(({ text }) => text.startsWith('-'));
  const start = first === -1 ? flat.length : first;
  for (const { text, at } of flat.slice(0, start))
    if (/\.conf$|\.cfg$|\.ya?ml$|\.properties$/.test(text)) set(settings, 'arg:', text, at);
  for (let index = start; index < flat.length; index++) {
    const word = flat[index];
    if (word === undefined || !word.text.startsWith('-')) continue;
    let end = index + 1;
    while (end < flat.length && !/^-(?!\d)/.test(flat[end]?.text ?? '')) end++;
    const rest = flat
      .slice(index + 1, end)
      .map(({ text }) => text)
      .join(' ');
    const assigned =
      /^-c$/.test(word.text) || word.text === '-E'
        ? rest
        : /^-E/.test(word.text)
          ? word.text.slice(2)
          : word.text.replace(/^--?/, '');
    const equals = assigned.indexOf('=');
    const name = (equals === -1 ? assigned : assigned.slice(0, equals)).toLowerCase().replaceAll('_', '-');
    const quoted = flat[index + 1];
    const value = equals !== -1 ? assigned.slice(equals + 1) : end > index + 1 ? rest : 'on';
    const known = value === 'on' || quoted === undefined ? value : value.replace(/^(["'])(.*)\1$/, '$2');
    const long = word.text.startsWith('--') || word.text.startsWith('-E') || word.text === '-c';
    set(
      settings,
      `arg:${long ? name : `-${equals === -1 ? assigned : assigned.slice(0, equals)}`}`,
      /\$/.test(known) ? null : known,
      word.at,
    );
  }
}
