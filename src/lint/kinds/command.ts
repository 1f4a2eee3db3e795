import type { Place } from '../../model/lint.ts';
import { type Settings, set } from '../server.ts';

/** One word of a command line, with the place of the text it was cut out of. */
export interface Word {
  readonly text: string;
  readonly at: Place;
}

/** Cuts at white space outside of quotes, which are dropped, as a shell does. */
export function wordsOf(text: string, at: Place): Word[] {
  const words: Word[] = [];
  let word: string | null = null;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === quote) quote = '';
    else if (character === '\\' && quote !== "'") word = (word ?? '') + text.charAt(++index);
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== null) words.push({ text: word, at });
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push({ text: word, at });
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
    const apart = word.text === '-c' || word.text === '-E';
    const joined = word.text.startsWith('-E') ? word.text.slice(2) : word.text.replace(/^--?/, '');
    const assigned = apart ? rest : joined;
    const equals = assigned.indexOf('=');
    const name = equals === -1 ? assigned : assigned.slice(0, equals);
    const alone = end === index + 1 ? 'on' : rest;
    const value = equals === -1 ? alone : assigned.slice(equals + 1);
    const long = apart || word.text.startsWith('--') || word.text.startsWith('-E');
    const key = long ? name.toLowerCase().replaceAll('_', '-') : `-${name}`;
    set(settings, `arg:${key}`, value.includes('$') ? null : value, word.at);
  }
}
