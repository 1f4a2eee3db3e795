import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, IdentifyStep } from '../../model/engine.ts';
import { listOf, type Resp, RespError } from '../../wire/resp.ts';
import { meaningOf, repliesOf } from './answers.ts';
import { readInformation } from './information.ts';

/** Who has an engine of its own. KeyDB, Dragonfly, Kvrocks and others stand with Redis, under their own names. */
export type Member = 'redis' | 'valkey';

type Heard = readonly (Reply | Failure)[];

/** An error of RESP in words that Redis begins with, such as `-ERR unknown command 'CONNECT'` in answer to STOMP. */
export function soundsLikeRedis(said: Uint8Array): boolean {
  return /^-(?:ERR|NOAUTH|DENIED|NOPERM|LOADING|BUSY|MASTERDOWN) /.test(
    Buffer.from(said.subarray(0, 16)).toString('latin1'),
  );
}

/** The order of asking, the same for every engine of the family: what one asks, the others hear. */
export function identifySteps(engine: Member): readonly IdentifyStep[] {
  return [
    { request: 'hello', claim: (reply) => byHello(reply, engine) },
    { request: 'server-first', when: wantsServer, claim: (reply) => byInformation(reply, engine) },
    { request: 'command-log', when: wantsLogin, claim: (reply) => byCommandLog(reply, engine) },
    { request: 'script-show', when: wantsScript, claim: (reply) => byScriptShow(reply, engine) },
    { request: 'denial', when: wasCutOff, claim: (reply) => byDenial(firstOf(reply), engine) },
  ];
}

function firstOf(reply: Reply | Failure | undefined): Resp | undefined {
  return reply === undefined ? undefined : repliesOf(reply)?.[0];
}

function claim(
  engine: Member,
  owner: Member,
  because: string,
  version: string | null = null,
  role = 'store',
): Claim | null {
  return engine === owner ? { engine, confidence: 'certain', version, because, role } : null;
}

/** HELLO names the server; Redis before 6.2 and others know it not, or not so. */
function byHello(reply: Reply | Failure, engine: Member): Claim | null {
  const value = firstOf(reply);
  if (value instanceof RespError) return byDenial(value, engine);
  const members = listOf(value);
  const said = (name: string): Resp => (members.includes(name) ? (members[members.indexOf(name) + 1] ?? null) : null);
  const [server, version, mode] = [said('server'), said('version'), said('mode')];
  if (typeof server !== 'string' || typeof version !== 'string' || typeof said('proto') !== 'number') return null;
  const owner = server === 'valkey' ? 'valkey' : 'redis';
  return claim(
    engine,
    owner,
    `it names itself: ${server.slice(0, 40)}`,
    version,
    mode === 'sentinel' ? 'sentinel' : 'store',
  );
}

/** Protected mode refuses by address, in words that Valkey has freed of the other's name. */
function byDenial(value: Resp | undefined, engine: Member): Claim | null {
  if (!(value instanceof RespError)) return null;
  if (value.text.startsWith('DENIED Redis is running in protected mode'))
    return claim(engine, 'redis', 'protected mode, in its words');
  if (value.text.startsWith('DENIED Running in protected mode'))
    return claim(engine, 'valkey', 'protected mode, in its words');
  return null;
}

/** HELLO was answered by an error of RESP that is no refusal: an older server, or one that has renamed it. */
function wantsServer([hello]: Heard): boolean {
  const value = firstOf(hello);
  return (
    value instanceof RespError &&
    ['unknown', 'odd'].includes(meaningOf(value)) &&
    /\bhello\b|wrong number/i.test(value.text)
  );
}

function byInformation(reply: Reply | Failure, engine: Member): Claim | null {
  const value = firstOf(reply);
  if (value instanceof RespError) {
    const refuses = meaningOf(value) === 'login';
    return refuses ? claim(engine, 'redis', 'a login is asked for, in its words, and HELLO is not known') : null;
  }
  const information = typeof value === 'string' ? readInformation(value) : null;
  if (information === null) return null;
  const owner = information.product === 'Valkey' ? 'valkey' : 'redis';
  return claim(
    engine,
    owner,
    'the banner',
    information.version,
    information.mode === 'sentinel' ? 'sentinel' : 'store',
  );
}

function wantsLogin([hello]: Heard): boolean {
  const value = firstOf(hello);
  return value instanceof RespError && meaningOf(value) === 'login';
}

/**
 * Redis (up to 8.2, as seen) says that it knows no such command before it asks for a login; Valkey 9 asks first, and 8.1 and
 * 9.0 know the command.
 */
function byCommandLog(reply: Reply | Failure, engine: Member): Claim | null {
  const value = firstOf(reply);
  if (!(value instanceof RespError)) return null;
  if (meaningOf(value) === 'login')
    return claim(engine, 'valkey', 'a login is asked for before the command is looked at');
  return /wrong number of arguments/.test(value.text)
    ? claim(engine, 'valkey', 'it has a command that Valkey alone has')
    : null;
}

function wantsScript(heard: Heard): boolean {
  const value = firstOf(heard[1]);
  return wantsLogin(heard) && value instanceof RespError && meaningOf(value) === 'unknown';
}

/** What is left says what Redis says; Valkey 7.2 has no word that is not Redis's. */
function byScriptShow(reply: Reply | Failure, engine: Member): Claim | null {
  const value = firstOf(reply);
  if (!(value instanceof RespError)) return null;
  if (/wrong number of arguments for 'script\|show'/.test(value.text)) {
    return claim(engine, 'valkey', 'it has a command that Valkey alone has');
  }
  return claim(engine, 'redis', 'a login is asked for, in its words');
}

/** It hung up, and nothing of what it may have said came through. */
function wasCutOff([hello]: Heard): boolean {
  const cut = hello !== undefined && !hello.ok && (hello.kind === 'closed' || hello.kind === 'reset');
  return cut && hello.received === undefined;
}
