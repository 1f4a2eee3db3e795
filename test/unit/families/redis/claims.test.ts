import { expect, test } from 'vitest';
import { identifySteps } from '../../../../src/families/redis/claims.ts';
import type { Failure, Reply } from '../../../../src/model/channel.ts';

const answered = (text: string): Reply => ({ ok: true, kind: 'bytes', exchange: 0, bytes: Buffer.from(text) });
const failed = (kind: Failure['kind'], received?: string): Failure => ({
  ok: false,
  kind,
  message: 'it failed',
  exchange: 0,
  ...(received === undefined ? {} : { received: Buffer.from(received) }),
});

/** Who claims after these answers, each step asked where it wants to be. */
function claimants(answers: Readonly<Record<string, Reply | Failure>>): string[] {
  return (['redis', 'valkey'] as const).flatMap((engine) => {
    const heard: (Reply | Failure)[] = [];
    for (const { request, when, claim } of identifySteps(engine)) {
      if (when !== undefined && !when(heard)) continue;
      const reply = answers[request] ?? failed('closed');
      heard.push(reply);
      const made = claim(reply);
      if (made !== null) return [`${engine} ${made.confidence} ${made.version}`];
    }
    return [];
  });
}

const hello = (server: string, version: string) =>
  answered(
    `*6\r\n$6\r\nserver\r\n$${server.length}\r\n${server}\r\n$7\r\nversion\r\n$${version.length}\r\n${version}\r\n$5\r\nproto\r\n:2\r\n`,
  );
const NOAUTH = answered('-NOAUTH HELLO must be called with the client already authenticated\r\n');
const LOGIN = answered('-NOAUTH Authentication required.\r\n');
const UNKNOWN = answered("-ERR unknown command 'COMMANDLOG', with args beginning with: \r\n");
const OLD = answered('-ERR unknown command `HELLO`, with args beginning with: \r\n');

test.for<[string, Readonly<Record<string, Reply | Failure>>, readonly string[]]>([
  ['an open Redis', { hello: hello('redis', '7.0.15') }, ['redis certain 7.0.15']],
  ['an open Valkey', { hello: hello('valkey', '9.1.2') }, ['valkey certain 9.1.2']],
  ['a relative', { hello: hello('redict', '7.3.0') }, ['redis certain 7.3.0']],
  [
    'Redis 7 behind a login',
    {
      hello: NOAUTH,
      'command-log': UNKNOWN,
      'script-show': answered("-ERR unknown subcommand 'SHOW'. Try SCRIPT HELP.\r\n"),
    },
    ['redis certain null'],
  ],
  ['Redis 6.2 behind a login', { hello: NOAUTH, 'command-log': UNKNOWN, 'script-show': LOGIN }, ['redis certain null']],
  [
    'Valkey 8.0 behind a login',
    {
      hello: NOAUTH,
      'command-log': UNKNOWN,
      'script-show': answered("-ERR wrong number of arguments for 'script|show' command\r\n"),
    },
    ['valkey certain null'],
  ],
  [
    'Valkey 8.1 behind a login',
    { hello: NOAUTH, 'command-log': answered("-ERR wrong number of arguments for 'commandlog' command\r\n") },
    ['valkey certain null'],
  ],
  ['Valkey 9 behind a login', { hello: NOAUTH, 'command-log': LOGIN }, ['valkey certain null']],
  [
    'an answer that says another length',
    { hello: OLD, 'server-first': answered('$21\r\nredis_version:5.0.14\r\n') },
    [],
  ],
  [
    'Redis 5',
    { hello: OLD, 'server-first': answered('$22\r\nredis_version:5.0.14\r\n\r\n') },
    ['redis certain 5.0.14'],
  ],
  ['Redis 5 behind a login', { hello: OLD, 'server-first': LOGIN }, ['redis certain null']],
  [
    'protected mode',
    { hello: answered('-DENIED Redis is running in protected mode because …\r\n') },
    ['redis certain null'],
  ],
  [
    'protected mode of Valkey',
    { hello: answered('-DENIED Running in protected mode because …\r\n') },
    ['valkey certain null'],
  ],
  [
    'protected mode, its words half lost',
    { hello: failed('reset'), denial: answered('-DENIED Redis is running in protected mode …\r\n') },
    ['redis certain null'],
  ],
  ['NATS', { hello: answered("-ERR 'Unknown Protocol Operation'\r\n") }, []],
  ['HTTP', { hello: failed('protocol', 'HTTP/1.1 400 Bad Request\r\n') }, []],
  ['SMTP', { hello: failed('protocol', '220 mail ESMTP\r\n') }, []],
  ['a list of anything', { hello: answered('*2\r\n+OK\r\n+OK\r\n') }, []],
  ['yes to everything', { hello: answered('+OK\r\n') }, []],
])('%s', ([, answers, expected]) => {
  expect(claimants(answers)).toEqual(expected);
});
