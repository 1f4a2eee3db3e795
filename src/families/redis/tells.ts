import { listOf, type Resp, RespError, readReplies, textsOf } from '../../wire/resp.ts';

/** What of an answer may stand in a report: the server's own words and numbers; keys, fields and values never. */

/** Errors and numbers as they are; of all else how much it is. */
export function tellReplies(answer: Uint8Array): string {
  return readReplies(answer).map(tell).join('; ');
}

function tell(reply: Resp): string {
  if (reply instanceof RespError) return `-${reply.text}`;
  if (reply === null) return '(nothing)';
  if (typeof reply === 'number' || typeof reply === 'boolean') return String(reply);
  if (typeof reply === 'string') return WORDS.has(reply) ? reply : `(${reply.length} characters)`;
  return `(list of ${reply.length})`;
}

/** Types and statuses; any other text can be somebody's. */
const WORDS = new Set(['', 'OK', 'PONG', 'none', 'default', 'string', 'hash', 'list', 'set', 'zset', 'stream']);

const TELLING = /^(?:\w+_version|server_name|redis_mode|server_mode|role|connected_(?:clients|slaves)|db\d+):/;

/** Which server and how much: the telling lines of INFO. */
export function tellInformation(answer: Uint8Array): string {
  const [reply] = readReplies(answer);
  if (typeof reply !== 'string') return tellReplies(answer);
  const lines = reply.split(/\r?\n/).filter((line) => TELLING.test(line));
  return lines.join(', ');
}

/** SCAN: how many keys came, none of them. */
export function tellScan(answer: Uint8Array): string {
  const [chosen = null, page] = readReplies(answer);
  const [, keys] = listOf(page);
  return Array.isArray(keys) ? `${tell(chosen)}; (${listOf(keys).length} keys)` : tellReplies(answer);
}

/** HELLO: name, version, protocol, mode and role. */
export function tellHello(answer: Uint8Array): string {
  const [reply] = readReplies(answer);
  if (!Array.isArray(reply)) return tellReplies(answer);
  return listOf(reply)
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ');
}

/** ACL GETUSER: flags and commands, in the server's own grammar. Patterns of keys can be names. */
export function tellRights(answer: Uint8Array): string {
  const [reply] = readReplies(answer);
  const members = listOf(reply);
  const flags = members[members.indexOf('flags') + 1];
  const commands = members[members.indexOf('commands') + 1];
  if (typeof commands !== 'string') return tellReplies(answer);
  return `flags ${textsOf(flags).join(' ')}, commands ${categories(commands)}`;
}

/** `+@all` as `+[all]`: with its own sign it looks like an address. */
function categories(commands: string): string {
  return commands.replace(/([+-])@(\w+)/g, '$1[$2]');
}
