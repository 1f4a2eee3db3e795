import type { Outcome, Protection } from '../model/access.ts';
import type { Channel, Failure, Line, Reply } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Claim, Engine, IdentifyStep, Tokens } from '../model/engine.ts';
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
 * Asks the engines' identification steps, those first whose own port it is. All first steps come before all second ones, but for
 * those that are to follow at once, and questions that two engines share are sent once: the line knows them. The first
 * `certain` claim ends it; a `likely` one counts where no engine is certain.
 */
export async function identify(line: Line, engines: readonly Engine[], tokens: Tokens): Promise<Identification> {
  const candidates = engines.map((engine) => new Candidate(line, engine));
  const owns = ({ engine }: Candidate) => isOwnPort(engine, line.endpoint);
  for (const group of [candidates.filter(owns), candidates.filter((candidate) => !owns(candidate))]) {
    line.share(streamsOf(group));
    const found = await askRounds(group, tokens);
    if (found === 'over') break;
    if (found !== null) return { kind: 'claimed', ...found };
  }
  const likely = candidates.find(({ likely }) => likely !== null);
  if (likely?.likely) return { kind: 'claimed', engine: likely.engine, claim: likely.likely };
  return settle(
    line,
    candidates.flatMap(({ heard }) => heard),
  );
}

/** How many speak a protocol of their own: a server may wait without end for the rest of what another one sent it. */
function streamsOf(group: readonly Candidate[]): number {
  return group.filter(({ engine }) => engine.requests[engine.identify[0]?.request ?? '']?.kind !== 'http').length;
}

function isOwnPort({ ports }: Engine, { port, transport }: Endpoint): boolean {
  return ports.some((own) => own.port === port && own.transport === transport);
}

type Found = { readonly engine: Engine; readonly claim: Claim };

async function askRounds(group: readonly Candidate[], tokens: Tokens): Promise<Found | 'over' | null> {
  const rounds = Math.max(0, ...group.map(({ engine }) => engine.identify.length));
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of group) {
      const claim = await candidate.ask(round, tokens);
      if (claim?.confidence === 'certain') return { engine: candidate.engine, claim };
      if (candidate.over) return 'over';
    }
  }
  return null;
}

/** One engine's questions and what it made of the answers. */
class Candidate {
  readonly engine: Engine;
  readonly heard: (Reply | Failure)[] = [];
  likely: Claim | null = null;
  over = false;
  readonly #line: Line;
  #channel: Channel | null = null;

  constructor(line: Line, engine: Engine) {
    this.engine = engine;
    this.#line = line;
  }

  /** The step of this round, and those that follow it at once. */
  async ask(round: number, tokens: Tokens): Promise<Claim | null> {
    const { identify: steps } = this.engine;
    const [step, ...later] = steps.slice(round);
    if (step === undefined || step.soon === true) return null;
    let claim = await this.#take(step, tokens);
    for (const next of later) {
      if (next.soon !== true || claim !== null || this.over) break;
      claim = await this.#take(next, tokens);
    }
    return claim;
  }

  async #take(step: IdentifyStep, tokens: Tokens): Promise<Claim | null> {
    const wanted = step.when === undefined ? this.likely === null : step.when(this.heard);
    if (!wanted) return null;
    this.#channel ??= this.#line.channel(this.engine.id, this.engine.requests);
    const earlier = [...this.heard];
    const reply = await this.#channel.ask(step.request, step.params?.(tokens, earlier) ?? {});
    this.heard.push(reply);
    this.over = isFinal(reply);
    const claim = step.claim(reply, earlier);
    this.likely ??= claim;
    return claim;
  }
}

/** Nothing that follows can do better: nothing listens, or the audit stops. */
function isFinal(reply: Reply | Failure): boolean {
  return !reply.ok && ['refused', 'unreachable', 'stopped', 'budget', 'client-certificate'].includes(reply.kind);
}
