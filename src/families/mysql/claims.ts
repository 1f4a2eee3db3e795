import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, IdentifyStep } from '../../model/engine.ts';
import { type Greeting, readAnswer, readGreeting } from './handshake.ts';

export type Member = 'mysql' | 'mariadb' | 'tidb';

export interface Product {
  readonly engine: Member;
  readonly name: string;
  /** Where it is the product's own number; those that only say MySQL's for the sake of clients have none of it. */
  readonly version: string | null;
  /** What the packager says of his build. */
  readonly build: string | null;
}

/** Products that speak the protocol under a version of MySQL's, by what their versions hold besides. */
const RELATIVES: readonly (readonly [string, RegExp])[] = [
  ['Aurora MySQL', /aurora/i],
  ['Vitess', /vitess|planetscale/i],
  ['ProxySQL', /proxysql/i],
  ['MaxScale', /maxscale/i],
  ['ClickHouse', /clickhouse/i],
  ['OceanBase', /oceanbase/i],
  ['Doris', /doris/i],
  ['StarRocks', /starrocks/i],
  ['SingleStore', /singlestore|memsql/i],
  ['Dolt', /dolt/i],
];

/** `8.0.36`, `5.5.5-10.11.6-MariaDB-0+deb12u1`, `8.0.11-TiDB-v7.5.0`; the words are those of the greeting or of VERSION(). */
export function productOf(said: string, comment = ''): Product {
  const tidb = /^\d+\.\d+\.\d+-TiDB-(?:v?(\d+(?:\.\d+)+)?(.{0,60}))/.exec(said);
  if (tidb) return { engine: 'tidb', name: 'TiDB', version: tidb[1] ?? null, build: null };
  const text = `${said} ${comment}`;
  const relative = RELATIVES.find(([, pattern]) => pattern.test(text));
  if (relative) return { engine: 'mysql', name: relative[0], version: null, build: null };
  // Up to 10.11 MariaDB says first that it is 5.5.5, for the replicas of old.
  const maria = /^(?:5\.5\.5-)?(\d+(?:\.\d+)+)-MariaDB(?:-(.{1,60}))?$/.exec(said);
  if (maria) return { engine: 'mariadb', name: 'MariaDB', version: maria[1] ?? null, build: buildOf(maria[2]) };
  const [, version, rest] = /^(\d+(?:\.\d+)+)(?:-(.{1,60}))?$/.exec(said) ?? [];
  const percona = /percona/i.test(text);
  return {
    engine: 'mysql',
    name: percona ? 'Percona Server' : 'MySQL',
    version: version ?? null,
    build: buildOf(rest),
  };
}

/** `-log` says that the server logs, and nothing of who built it. */
function buildOf(said: string | undefined): string | null {
  const build = said?.replace(/(?:^|-)(?:log|debug)$/, '') ?? '';
  return build === '' ? null : build;
}

/** What an error before any greeting says of whose it is; most errors are the same words in all of them. */
function refuserOf(message: string): Pick<Claim, 'confidence'> & { readonly engine: Member } {
  if (/mariadb/i.test(message)) return { engine: 'mariadb', confidence: 'certain' };
  if (/tidb/i.test(message)) return { engine: 'tidb', confidence: 'certain' };
  return { engine: 'mysql', confidence: /MySQL server/.test(message) ? 'certain' : 'likely' };
}

type Heard = readonly (Reply | Failure)[];

function greetingIn(reply: Reply | Failure | undefined): Greeting | null {
  return reply?.ok === true && reply.kind === 'bytes' ? readGreeting(reply.bytes) : null;
}

function answerIn(reply: Reply | Failure | undefined) {
  return reply?.ok === true && reply.kind === 'bytes' ? readAnswer(reply.bytes) : null;
}

/**
 * A greeting, TLS where it is offered, and one login to its end: the server counts those who greet and leave. A relative's
 * server is left to its own engine, to which the connection goes over.
 */
export function identifySteps(engine: Member): IdentifyStep[] {
  const greeted = (heard: Heard): (Greeting & { kind: 'hello' }) | null => {
    const greeting = greetingIn(heard[0]);
    return greeting?.kind === 'hello' && productOf(greeting.version).engine === engine ? greeting : null;
  };
  const within = (heard: Heard) => (heard.some((reply, at) => at === 1 && reply.ok) ? 'tls' : 'plain');
  const claim = (reply: Reply | Failure, earlier: Heard = []): Claim | null => {
    const greeting = greeted(earlier);
    const answer = answerIn(reply);
    if (greeting === null || answer === null || answer.kind === 'asks') return null;
    return claimOf(greeting, 'it greets and answers a login in the words of the protocol');
  };
  const claimOf = ({ version }: { readonly version: string }, because: string): Claim => ({
    engine,
    confidence: 'certain',
    version: productOf(version).version,
    because,
    role: 'server',
  });
  const asks = (heard: Heard) => {
    const answer = answerIn(heard.at(-1));
    return answer?.kind === 'asks' ? answer : null;
  };
  const answered: IdentifyStep = {
    request: 'answer',
    soon: true,
    when: (heard) => greeted(heard) !== null && asks(heard) !== null,
    params: (_, heard) => ({
      sequence: asks(heard)?.sequence ?? 0,
      method: asks(heard)?.method ?? 'caching_sha2_password',
    }),
    claim,
  };
  return [
    { request: 'greeting', claim: (reply) => claimByError(engine, greetingIn(reply)) },
    {
      request: 'tls',
      soon: true,
      when: (heard) => greeted(heard)?.offersTls === true,
      // Without TLS nothing is asked of a server that offers it: the greeting is all that is had.
      claim: (reply, earlier = []) => {
        const greeting = greeted(earlier);
        return reply.ok || greeting === null ? null : claimOf(greeting, 'it greets in the words of the protocol');
      },
    },
    {
      request: 'control',
      soon: true,
      when: (heard) => greeted(heard) !== null,
      params: ({ control }, heard) => ({ control, within: within(heard) }),
      claim,
    },
    answered,
    answered,
  ];
}

/** Refused before a greeting: by our address, or because it has no room. */
function claimByError(engine: Member, greeting: Greeting | null): Claim | null {
  if (greeting?.kind !== 'refused') return null;
  const { engine: whose, confidence } = refuserOf(greeting.error.message);
  if (whose !== engine) return null;
  const because = 'it refuses a connection in the words of the protocol';
  return { engine, confidence, version: null, because, role: 'server' };
}
