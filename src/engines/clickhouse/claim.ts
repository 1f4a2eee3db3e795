import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim } from '../../model/engine.ts';
import { readHttpError, said } from './speak.ts';
import { readAnswer } from './wire.ts';

const ID = 'clickhouse';

/** The native port knows HTTP when it hears it; over HTTP `Ok.` is all that is said at the top. */
export function claimByRoot(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  if (!isNative(reply)) return null;
  return {
    engine: ID,
    confidence: 'certain',
    version: null,
    because: 'its native port, in its words to those who speak HTTP',
    role: 'native',
  };
}

function isNative(reply: Reply): boolean {
  if (reply.kind !== 'http' || reply.status !== 400) return false;
  return /^Port \d{1,5} is for clickhouse-client program\.?\r?\nYou must use port \d{1,5} for HTTP\.?\s*$/.test(
    reply.text().slice(0, 300),
  );
}

/** `Ok.` is what others could say as well, and what can be set to another page: that it answers a query is the proof. */
export function saysOk([root]: readonly (Reply | Failure)[]): boolean {
  if (root?.ok !== true || root.kind !== 'http') return false;
  const named = Object.keys(root.headers).some((name) => name.startsWith('x-clickhouse-'));
  return named || (root.status === 200 && root.text().slice(0, 10) === 'Ok.\n');
}

export function claimByVersion(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const heard = said(reply);
  const version = heard.rows[0]?.[0];
  const told = version !== undefined && /^\d{1,2}\.\d{1,2}\.\d+/.test(version) ? numberOf(version) : null;
  if (told === null && readHttpError(reply.text()) === null) return null;
  return {
    engine: ID,
    confidence: 'certain',
    version: told ?? heard.version,
    because: told === null ? 'it refuses a query, in its words' : 'it answers a query for its version',
    role: 'http',
  };
}

/** Over TLS the native port hangs up on those who speak HTTP without a word. */
export function hungUp([root]: readonly (Reply | Failure)[]): boolean {
  return root?.ok === false && (root.kind === 'closed' || root.kind === 'reset');
}

export function claimByHello(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const answer = readAnswer(reply.bytes);
  const because = 'it answers a greeting in its protocol';
  if (answer?.kind === 'hello')
    return { engine: ID, confidence: 'certain', version: answer.hello.version, because, role: 'native' };
  return answer?.kind === 'exception'
    ? { engine: ID, confidence: 'certain', version: null, because, role: 'native' }
    : null;
}

/** `24.3.2.23` is told in three numbers, of which two name the branch. */
export function numberOf(version: string): string {
  return version.split('.').slice(0, 3).join('.');
}
