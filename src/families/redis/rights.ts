import type { Level } from '../../model/access.ts';
import { listOf, type Resp, textsOf } from '../../wire/resp.ts';

/** What ACL GETUSER says of a user. */
export interface Rights {
  /** The highest that the rules grant; `banner` where they grant no reading. */
  readonly level: Extract<Level, 'banner' | 'read' | 'write' | 'admin'>;
  /** True where some keys only, or some commands only, are granted. */
  readonly filtered: boolean;
  /** Nobody is asked for a word: `nopass`. */
  readonly open: boolean;
}

/** Commands that stand for what can be done, with the categories that hold them. */
const READING: readonly Example[] = [
  ['get', 'read string fast'],
  ['hgetall', 'read hash slow'],
  ['getrange', 'read string slow'],
];
const WRITING: readonly Example[] = [
  ['set', 'write string slow'],
  ['del', 'keyspace write slow'],
  ['hset', 'write hash fast'],
  ['flushall', 'keyspace write slow dangerous'],
  ['eval', 'slow scripting'],
];
const MANAGING: readonly Example[] = [
  ['config|set', 'admin slow dangerous'],
  ['acl|setuser', 'admin slow dangerous'],
  ['replicaof', 'admin slow dangerous'],
  ['module|load', 'admin slow dangerous'],
  ['debug', 'admin slow dangerous'],
];

type Example = readonly [command: string, categories: string];

/** Null where it is no such answer. Selectors (7.0 and later) are further sets of rules, each with its own keys. */
export function readRights(value: Resp): Rights | null {
  const root = fieldsOf(value);
  const commands = root?.get('commands');
  if (root === null || typeof commands !== 'string') return null;
  const selectors = [root, ...listOf(root.get('selectors')).flatMap((selector) => fieldsOf(selector) ?? [])];
  const flags = textsOf(root.get('flags'));
  const grants = selectors.map((selector) => grantOf(selector, flags));
  const level = (['admin', 'write', 'read'] as const).find((wanted) => grants.some((grant) => grant.level === wanted));
  return {
    level: level ?? 'banner',
    filtered: !grants.some(({ whole }) => whole),
    open: flags.includes('nopass'),
  };
}

function grantOf(
  selector: ReadonlyMap<string, Resp>,
  flags: readonly string[],
): { level: Rights['level']; whole: boolean } {
  const commands = selector.get('commands');
  const rules = typeof commands === 'string' ? commands.toLowerCase().split(/\s+/) : [];
  const patterns = patternsOf(selector.get('keys'));
  const may = (examples: readonly Example[]) => examples.some((example) => allows(rules, example));
  const all = flags.includes('allkeys') || patterns.some((pattern) => /^(?:~|%rw~)?\*$/i.test(pattern));
  const whole = all && rules.includes('+@all') && !rules.some((rule) => rule.startsWith('-'));
  const keyed = (access: RegExp) => all || patterns.some((pattern) => access.test(pattern));
  if (may(MANAGING)) return { level: 'admin', whole };
  if (may(WRITING) && keyed(/^(?:%\w*w\w*~|[^%])/i)) return { level: 'write', whole };
  if (may(READING) && keyed(/^(?:%\w*r\w*~|[^%])/i)) return { level: 'read', whole };
  return { level: 'banner', whole };
}

/** The rules are read from left to right, and the last one that speaks of a command counts. */
function allows(rules: readonly string[], [command, categories]: Example): boolean {
  const held = new Set(['all', ...categories.split(' ')].map((category) => `@${category}`));
  const names = new Set([command, command.split('|')[0] ?? command]);
  let allowed = false;
  for (const rule of rules) {
    const word = rule.slice(1);
    if (held.has(word) || names.has(word)) allowed = rule.startsWith('+');
  }
  return allowed;
}

/** A list of patterns in 6, one text of them from 7 on. */
function patternsOf(keys: Resp | undefined): string[] {
  const texts = typeof keys === 'string' ? keys.split(' ') : textsOf(keys);
  return texts.filter((text) => text !== '');
}

function fieldsOf(value: Resp | undefined): ReadonlyMap<string, Resp> | null {
  const members = listOf(value);
  const fields = new Map<string, Resp>();
  for (let at = 0; at + 1 < members.length; at += 2) {
    const name = members[at];
    if (typeof name === 'string') fields.set(name, members[at + 1] ?? null);
  }
  return fields.size === 0 ? null : fields;
}
