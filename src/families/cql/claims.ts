import type { Failure, Reply } from '../../model/channel.ts';
import type { Claim, IdentifyStep } from '../../model/engine.ts';
import { type Answer, readAnswer } from './wire.ts';

export type Member = 'cassandra' | 'scylla';

const WRONG_VERSION = 0x000a;

/** OPTIONS is answered before any login. ScyllaDB names extensions of its own there; all others stand with Cassandra. */
export function identifySteps(engine: Member): readonly IdentifyStep[] {
  return [{ request: 'options', claim: (reply) => claimBy(reply, engine) }];
}

function claimBy(reply: Reply | Failure, engine: Member): Claim | null {
  const answer = reply.ok && reply.kind === 'bytes' ? readAnswer(reply.bytes) : null;
  const owner = answer === null ? null : ownerOf(answer);
  if (owner !== engine) return null;
  const old = answer?.kind === 'error';
  return {
    engine,
    confidence: 'certain',
    version: null,
    because: old
      ? 'it refuses this version of the protocol, in its words'
      : 'it tells what it supports, in its protocol',
    role: old ? 'another version of the protocol' : 'native',
  };
}

function ownerOf(answer: Answer): Member | null {
  if (answer.kind === 'error')
    return answer.code === WRONG_VERSION && /protocol version/i.test(answer.message) ? 'cassandra' : null;
  if (answer.kind !== 'supported' || !answer.options.has('CQL_VERSION')) return null;
  return [...answer.options.keys()].some((name) => name.startsWith('SCYLLA_')) ? 'scylla' : 'cassandra';
}
