import type { Outcome, Protection } from '../model/access.ts';
import type { Failure, Line, Reply } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Claim, Engine, Tokens } from '../model/engine.ts';
import { settle } from './settle.ts';

export type Identification =
  | { readonly kind: 'claimed'; readonly engine: Engine; readonly claim: Claim }
  /** Something answers, and no engine says that it is its own. */
  | { readonly kind: 'unidentified'; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly outcome: Extract<Outcome, 'unreachable' | 'inconclusive' | 'protected'>;
      readonly protection: Protection | null;
      readonly reason: string;
    };

/**
 * Asks the engines' identification steps, those first whose own port it is. Questions that two engines share are sent once:
 * the line knows them. The first `certain` claim ends it; a `likely` one counts where no engine is certain.
 */
export async function identify(line: Line, engines: readonly Engine[], tokens: Tokens): Promise<Identification> {
  const heard: (Reply | Failure)[] = [];
  let likely: { readonly engine: Engine; readonly claim: Claim } | null = null;
  for (const engine of inOrder(engines, line.endpoint)) {
    const asked = await askEngine(line, engine, tokens, likely !== null);
    if (asked.claim?.confidence === 'certain') return { kind: 'claimed', engine, claim: asked.claim };
    if (asked.claim !== null) likely ??= { engine, claim: asked.claim };
    heard.push(...asked.replies);
    if (asked.replies.some(isFinal)) break;
  }
  if (likely !== null) return { kind: 'claimed', ...likely };
  return settle(line, heard);
}

/** An engine whose own port it is comes first; otherwise the order that was given holds. */
function inOrder(engines: readonly Engine[], { port, transport }: Endpoint): Engine[] {
  const owns = ({ ports }: Engine) => ports.some((own) => own.port === port && own.transport === transport);
  return [...engines.filter(owns), ...engines.filter((engine) => !owns(engine))];
}

async function askEngine(
  line: Line,
  engine: Engine,
  tokens: Tokens,
  claimedElsewhere: boolean,
): Promise<{ readonly claim: Claim | null; readonly replies: readonly (Reply | Failure)[] }> {
  const channel = line.channel(engine.id, engine.requests);
  const replies: (Reply | Failure)[] = [];
  let likely: Claim | null = null;
  for (const step of engine.identify) {
    const wanted =
      step.when === undefined ? likely === null && !(claimedElsewhere && replies.length > 0) : step.when(replies);
    if (!wanted) continue;
    const reply = await channel.ask(step.request, step.params?.(tokens) ?? {});
    replies.push(reply);
    const claim = step.claim(reply);
    if (claim?.confidence === 'certain') return { claim, replies };
    likely ??= claim;
    if (isFinal(reply)) break;
  }
  return { claim: likely, replies };
}

/** Nothing that follows can do better: nothing listens, or the audit stops. */
function isFinal(reply: Reply | Failure): boolean {
  return !reply.ok && ['refused', 'unreachable', 'stopped', 'budget', 'client-certificate'].includes(reply.kind);
}
