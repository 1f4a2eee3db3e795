import { posix } from 'node:path';
import type { Place, Reach } from '../../model/lint.ts';
import { below, entriesOf, itemsOf, type Located, textOf } from '../located.ts';
import { type Server, type Settings, set } from '../server.ts';
import { commandSettings, type Word, wordsOf } from './command.ts';
import { imageOf } from './image.ts';
import { interpolate, variablesOf } from './interpolate.ts';

/** What a compose file needs of the lint around it. */
export interface Surroundings {
  /** The engine whose image it is, with its ports; null for what is no datastore. */
  engineOf(image: string): { readonly engine: string; readonly ports: readonly number[] } | null;
  /** The settings of a server's own file, by its path as the compose file names it; null where it is not to be had. */
  mounted(folder: string, path: string, engine: string): Settings | null;
  /** The text of a file below the folder; null where there is none. */
  text(folder: string, path: string): string | null;
}

/** The services of compose files that are given together, the later over the earlier, as `docker compose -f A -f B` does. */
export function composeServers(documents: readonly Located[], around: Surroundings): Server[] {
  const [root, ...more] = documents;
  if (root === undefined) return [];
  const whole = more.reduce((base, over) => merge(base, over, []), root);
  const folder = posix.dirname(root.at.file);
  const variables = variablesOf(around.text(folder, '.env') ?? '');
  return entriesOf(below(whole, 'services')).flatMap(({ name, key, value }) => {
    const named = below(value, 'image');
    const image = imageOf(interpolate(textOf(named) ?? '', variables) ?? textOf(named) ?? '');
    const known = image.path === '' ? null : around.engineOf(image.path);
    if (known === null) return [];
    const settings: Settings = new Map();
    let complete = below(value, 'extends') === null;
    for (const { path, volume } of configMounts(value, variables)) {
      const file = volume ? null : around.mounted(folder, path, known.engine);
      if (file === null) complete = false;
      for (const [setting, values] of file ?? []) settings.set(setting, values);
    }
    for (const file of envFiles(value)) {
      const text = around.text(folder, file.text);
      if (text === null) complete = false;
      else for (const [variable, given] of variablesOf(text)) set(settings, `env:${variable}`, given, file.at);
    }
    environment(below(value, 'environment'), variables, settings);
    commandSettings(
      ['entrypoint', 'command'].flatMap((part) => commandWords(below(value, part), variables)),
      settings,
    );
    return [
      {
        engine: known.engine,
        name: `service ${name}`,
        version: image.version,
        image: image.path,
        settings,
        complete,
        published: publishedReach(value, known.ports, variables),
        at: named?.at ?? key,
      },
    ];
  });
}

const REPLACED = new Set(['command', 'entrypoint']);

function merge(base: Located, over: Located, path: readonly string[]): Located {
  if (over.tag === '!override' || over.tag === '!reset') return over;
  const last = path.at(-1) ?? '';
  if (last === 'environment' && (base.kind === 'list' || over.kind === 'list')) {
    return { kind: 'list', items: [...pairs(base), ...pairs(over)], tag: null, at: over.at };
  }
  if (base.kind === 'map' && over.kind === 'map') {
    const entries = new Map(base.entries);
    for (const [name, entry] of over.entries) {
      const before = entries.get(name);
      if (entry.value.tag === '!reset') entries.delete(name);
      else if (before === undefined) entries.set(name, entry);
      else entries.set(name, { key: entry.key, value: merge(before.value, entry.value, [...path, name]) });
    }
    return { ...base, entries };
  }
  if (base.kind === 'list' && over.kind === 'list' && !REPLACED.has(last)) {
    return { ...base, items: [...base.items, ...over.items] };
  }
  return over;
}

function pairs(node: Located): Located[] {
  if (node.kind === 'list') return [...node.items];
  return entriesOf(node).map(({ name, key, value }) => ({
    kind: 'text',
    text: `${name}=${textOf(value) ?? ''}`,
    tag: null,
    at: key,
  }));
}

function environment(node: Located | null, variables: ReadonlyMap<string, string>, settings: Settings): void {
  for (const item of itemsOf(node)) {
    const text = textOf(item) ?? '';
    const equals = text.indexOf('=');
    if (equals === -1) set(settings, `env:${text}`, null, item.at);
    else set(settings, `env:${text.slice(0, equals)}`, interpolate(text.slice(equals + 1), variables), item.at);
  }
  for (const { name, key, value } of entriesOf(node)) {
    set(settings, `env:${name}`, interpolate(textOf(value) ?? '', variables), key);
  }
}

function commandWords(node: Located | null, variables: ReadonlyMap<string, string>): Word[] {
  const known = (text: string): string => interpolate(text, variables) ?? text;
  if (node?.kind === 'text') return wordsOf(known(node.text), node.at);
  return itemsOf(node).map((item) => ({ text: known(textOf(item) ?? ''), at: item.at }));
}

function envFiles(service: Located): { text: string; at: Place }[] {
  const node = below(service, 'env_file');
  const all = node?.kind === 'list' ? node.items : node === null ? [] : [node];
  return all.flatMap((one) => {
    const text = textOf(one) ?? textOf(below(one, 'path'));
    return text === null ? [] : [{ text, at: one.at }];
  });
}

/** A volume or a config whose place in the container looks like a file of settings. Folders of data are none. */
function configMounts(service: Located, variables: ReadonlyMap<string, string>): { path: string; volume: boolean }[] {
  const found: { path: string; volume: boolean }[] = [];
  for (const item of itemsOf(below(service, 'volumes'))) {
    const short = interpolate(textOf(item) ?? '', variables) ?? '';
    const [from = '', to = ''] =
      short === '' ? [textOf(below(item, 'source')) ?? '', textOf(below(item, 'target')) ?? ''] : short.split(':');
    const isSettings =
      /\.(conf|cnf|cfg|ya?ml|properties|ini|xml|acl)$/.test(to) ||
      /(^|\/)(etc|conf|config|conf\.d|users\.d)\/?$/.test(to) ||
      /\/(etc|conf\.d|users\.d)\//.test(to);
    if (isSettings && !/\/(timezone|localtime|certs|ssl)|\.(crt|pem|key|sh|sql)$/.test(to))
      found.push({ path: from, volume: !/^[.~/]/.test(from) });
  }
  for (const item of itemsOf(below(service, 'configs')))
    if (item.kind !== 'list') found.push({ path: '', volume: true });
  return found;
}

function publishedReach(
  service: Located,
  ports: readonly number[],
  variables: ReadonlyMap<string, string>,
): Reach | null {
  const mode = textOf(below(service, 'network_mode'));
  if (mode === 'none') return 'nowhere';
  if (mode === 'host') return null;
  const published = itemsOf(below(service, 'ports')).flatMap((item) => portOf(item, variables) ?? []);
  const own = published.filter(({ to }) => ports.some((port) => port >= to[0] && port <= to[1]));
  const counted =
    own.length > 0 ? own : published.filter(({ to }) => ![...OTHERS].some((port) => port >= to[0] && port <= to[1]));
  if (counted.length === 0) return 'compose-network';
  return counted.every(({ near }) => near) ? 'loopback' : 'all-interfaces';
}

/** Ports of metrics and consoles beside a store, which say nothing of the store's own. */
const OTHERS = new Set([80, 443, 3000, 8080, 9090, 9100, 9121, 15692]);

function portOf(item: Located, variables: ReadonlyMap<string, string>): { to: [number, number]; near: boolean } | null {
  const text = textOf(item);
  const target = text === null ? (textOf(below(item, 'target')) ?? '') : (interpolate(text, variables) ?? text);
  const whole = target.replace(/\/(tcp|udp)$/, '');
  const parts = whole.startsWith('[')
    ? [whole.slice(0, whole.indexOf(']') + 1), ...whole.slice(whole.indexOf(']') + 2).split(':')]
    : whole.split(':');
  const [from = '', to = from] = (parts.at(-1) ?? '').split('-');
  if (!/^\d+$/.test(from)) return null;
  const host = text === null ? (textOf(below(item, 'host_ip')) ?? '') : parts.length > 2 ? (parts[0] ?? '') : '';
  return { to: [Number(from), Number(to)], near: /^(127\.|\[?::1\]?$|localhost$)/.test(host) };
}
