import type { Place } from '../../model/lint.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { entriesOf, type Located } from '../located.ts';
import { add, type Settings, set } from '../server.ts';

type Line = { readonly text: string; readonly at: Place };

function linesOf(text: string, file: string, comment: RegExp): Line[] {
  return text.split('\n').flatMap((raw, index) => {
    const text = raw.replace(/\r$/, '').trim();
    if (text === '' || comment.test(text)) return [];
    return [{ text, at: { file, line: index + 1, column: raw.length - raw.trimStart().length + 1 } }];
  });
}

function beforeComment(text: string, comment: RegExp): string {
  const at = text.search(comment);
  return at === -1 ? text : text.slice(0, at);
}

function unquoted(text: string): string {
  const value = text.trim();
  const quote = value[0];
  if ((quote === '"' || quote === "'") && value.length > 1) {
    const end = value.indexOf(quote, 1);
    if (end !== -1) return value.slice(1, end);
  }
  return value;
}

/** `name value …`, one a line: redis.conf, mosquitto.conf. Each value is kept: `user` and `listener` are written more than once. */
export function wordLines(text: string, file: string, many: ReadonlySet<string>): Settings {
  const settings: Settings = new Map();
  for (const line of linesOf(text, file, /^#/)) {
    const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line.text) ?? [];
    const key = name.toLowerCase();
    (many.has(key) ? add : set)(settings, key, unquoted(rest), line.at);
  }
  return settings;
}

/** `name = value` or `name value`, with a comment behind `#` outside of quotes: postgresql.conf. */
export function postgresqlLines(text: string, file: string): Settings {
  const settings: Settings = new Map();
  for (const line of linesOf(text, file, /^#/)) {
    const [, name = '', rest = ''] = /^([\w.]+)\s*=?\s*(.*)$/.exec(line.text) ?? [];
    const quoted = rest.startsWith("'");
    set(settings, name.toLowerCase(), unquoted(quoted ? rest : (rest.split('#')[0] ?? '')), line.at);
  }
  return settings;
}

/**
 * `name = value` or `name: value` below `[section]`s. A section stands before the name (`http.auth-enabled`) unless it is one of
 * `flat`, whose names stand alone; other sections are left out where `flat` is given.
 */
export function sectionLines(text: string, file: string, flat: RegExp | null = null): Settings {
  const settings: Settings = new Map();
  let section = '';
  for (const line of linesOf(text, file, /^[#;!]/)) {
    const heading = /^\[+([^\]]*)\]+/.exec(line.text)?.[1];
    if (heading !== undefined) {
      section = heading.trim();
      continue;
    }
    if (flat !== null && section !== '' && !flat.test(section)) continue;
    const [, name = '', , rest] = /^([^=:\s]+)\s*([=:]\s*(.*))?$/.exec(line.text) ?? [];
    if (name === '') continue;
    const key = flat !== null ? name.replaceAll('_', '-') : section === '' ? name : `${section}.${name}`;
    set(settings, key.toLowerCase(), rest === undefined ? 'on' : unquoted(beforeComment(rest, /[ \t]#/)), line.at);
  }
  return settings;
}

/** `name: value`, `name = value` and `name { … }`, names joined by dots: nats.conf. */
export function blockLines(text: string, file: string): Settings {
  const settings: Settings = new Map();
  const open: string[] = [];
  for (const line of linesOf(text, file, /^(#|\/\/)/)) {
    const body = beforeComment(line.text, /[ \t](#|\/\/)/);
    const pattern = /([\w.-]+)\s*[:=]?\s*\{|([\w.-]+)\s*[:=]\s*("[^"]*"|'[^']*'|\[|[^\s,{}[\]]+)|\{|\}|\[|\]/g;
    for (const match of body.matchAll(pattern)) {
      const [whole, block, name, value] = match;
      if (open.length > 60) {
        throw new Diagnostic('it is nested deeper than 60', {
          where: `${file}:${line.at.line}`,
          mend: 'no server reads such a file',
        });
      }
      const at = { ...line.at, column: line.at.column + match.index };
      if (block !== undefined) {
        open.push(block.toLowerCase());
        set(settings, open.filter(Boolean).join('.'), '{}', at);
      } else if (name !== undefined) {
        set(settings, [...open, name.toLowerCase()].filter(Boolean).join('.'), unquoted(value ?? ''), at);
        if (value === '[') open.push('');
      } else if (whole === '{' || whole === '[') open.push('');
      else open.pop();
    }
  }
  return settings;
}

/** `TYPE DATABASE USER [ADDRESS [MASK]] METHOD`: pg_hba.conf. Each line is `hba:METHOD` with who may come from where. */
export function hbaLines(text: string, file: string): Settings {
  const settings: Settings = new Map();
  for (const line of linesOf(text, file, /^#/)) {
    const words = (line.text.split('#')[0] ?? '').split(/\s+/).filter(Boolean);
    const [type = '', , , address = ''] = words;
    if (!type.startsWith('host')) continue;
    const masked = /^\d+\.\d+\.\d+\.\d+$/.test(words[4] ?? '');
    const method = (masked ? words[5] : words[4])?.toLowerCase() ?? '';
    const near = /^(127\.|::1|localhost$|samehost$)/.test(address);
    add(settings, `hba:${method}`, `${type} ${near ? 'loopback' : 'others'}`, line.at);
    if (!near && method !== 'reject') add(settings, 'hba:others', type, line.at);
  }
  return settings;
}

/** Keys of a YAML file, joined by dots; a list is its members joined by commas. */
export function yamlSettings(root: Located | null, prefix = '', settings: Settings = new Map()): Settings {
  for (const { name, key, value } of entriesOf(root)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (value.kind === 'map') yamlSettings(value, path, settings);
    else if (value.kind === 'text') set(settings, path, value.text, key);
    else set(settings, path, value.items.map((item) => (item.kind === 'text' ? item.text : '{}')).join(','), key);
  }
  return settings;
}
