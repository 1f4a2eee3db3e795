import type { Outcome, Protection } from '../model/access.ts';
import type { Channel, Failure, Line, Reply } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Claim, Engine, IdentifyStep, Tokens } from '../model/engine.ts';
import { isHollow } from '../support/hollow.ts';
import { isHttp, settle } from './settle.ts';

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
 * Asks the engines' identification steps, those first whose own port it is. On a port that is nobody's own the server is listened
 * to before anything is sent, so that one that speaks first hears no other protocol (MySQL counts that against the host).
 * HTTP comes next, and a server that speaks it is asked in no other protocol. All first steps come before all second ones, but
 * for those that are to follow at once, and questions that two engines share are sent once: the line knows them. The first
 * `certain` claim ends it; a `likely` one counts where no engine is certain.
 */
export async function identify(line: Line, engines: readonly Engine[], tokens: Tokens): Promise<Identification> {
  const candidates = engines.map((engine) => new Candidate(line, engine));
  const [own, others] = [candidates.filter(({ owns }) => owns), candidates.filter(({ owns }) => !owns)];
  const manners = new Manners();
  const form = formOf(line.endpoint, engines);
  if (form !== null) line.usually(form);
  for (const group of [own, others]) {
    const waited = group === others && group.some(({ manner }) => manner === 'greeting');
    const speaksFirst = group === own || (waited && (await line.listen()));
    line.share(streamsOf(group));
    const found = await askRounds(inOrder(group, speaksFirst ? 'greeting' : 'http'), tokens, manners);
    if (found === 'over') break;
    if (found !== null) return { kind: 'claimed', ...found };
  }
  const likely = candidates.find(({ likely }) => likely !== null);
  if (likely?.likely) return { kind: 'claimed', engine: likely.engine, claim: likely.likely };
  return settle(
    line,
    candidates.flatMap(({ heard }) => heard).sort((left, right) => left.exchange - right.exchange),
  );
}

/** How an engine's conversation begins. */
type Manner = 'greeting' | 'http' | 'stream';

/**
 * Of HTTP the question that most engines ask comes first, for it settles most; of the others what is run most often. A server that was
 * listened to and said nothing is listened to once more at the end, and for longer.
 */
function inOrder(group: readonly Candidate[], first: 'greeting' | 'http'): readonly Candidate[] {
  const order: readonly Manner[] =
    first === 'greeting' ? ['greeting', 'http', 'stream'] : ['http', 'stream', 'greeting'];
  const late = ({ manner, asksRoot, engine }: Candidate) => !(manner === 'http' ? asksRoot : engine.often === true);
  const rank = (candidate: Candidate) => order.indexOf(candidate.manner) + (late(candidate) ? 0.5 : 0);
  return [...group].sort((left, right) => rank(left) - rank(right));
}

function mannerOf({ requests }: Engine, step: IdentifyStep | undefined): Manner {
  const kind = requests[step?.request ?? '']?.kind;
  return kind === 'greeting' || kind === 'http' ? kind : 'stream';
}

/** How many speak a protocol of their own: a server may wait without end for the rest of what another one sent it. */
function streamsOf(group: readonly Candidate[]): number {
  return group.filter(({ manner }) => manner !== 'http').length;
}

/** Those that go over the endpoint's transport, in the order in which they are asked at this port. */
function stepsAt({ identify, requests }: Engine, { port, transport }: Endpoint): readonly IdentifyStep[] {
  const steps = identify.filter(({ request }) => (requests[request]?.kind === 'datagram') === (transport === 'udp'));
  const first = steps.filter(({ firstAt }) => firstAt?.includes(port) === true);
  return first.length === 0 ? steps : [...first, ...steps.filter((step) => !first.includes(step))];
}

function isOwnPort({ ports }: Engine, { port, transport }: Endpoint): boolean {
  return ports.some((own) => own.port === port && own.transport === transport);
}

/** The form that the port has to all engines whose own it is; null where it is nobody's, or they differ. */
function formOf({ port, transport }: Endpoint, engines: readonly Engine[]): 'plain' | 'tls' | null {
  const ports = engines.flatMap(({ ports: own }) => own);
  const forms = new Set(ports.filter((own) => own.port === port && own.transport === transport).map(({ tls }) => tls));
  const [form] = forms;
  return form === undefined || forms.size > 1 ? null : form;
}

type Found = { readonly engine: Engine; readonly claim: Claim };

async function askRounds(
  group: readonly Candidate[],
  tokens: Tokens,
  manners: Manners,
): Promise<Found | 'over' | null> {
  const rounds = Math.max(0, ...group.map(({ engine }) => engine.identify.length));
  for (let round = 0; round < rounds; round += 1) {
    for (const waiting = [...group]; waiting.length > 0; ) {
      const [candidate] = waiting.splice(nextOf(waiting, manners.said), 1);
      if (candidate === undefined) break;
      const claim = await candidate.ask(round, tokens, manners);
      if (claim?.confidence === 'certain') return { engine: candidate.engine, claim };
      if (candidate.over) return 'over';
    }
  }
  return null;
}

/** Whoever knows the sound of what was said comes next, whatever the order. */
function nextOf(waiting: readonly Candidate[], said: Uint8Array): number {
  return said.length === 0
    ? 0
    : Math.max(
        0,
        waiting.findIndex(({ engine }) => engine.sounds?.(said) === true),
      );
}

/** So many questions over HTTP without a word of it in answer show that it is not spoken. */
const DEAF_AFTER = 2;
const NOTHING = new Uint8Array();

/** What the answers so far tell of the protocol that the server speaks. */
class Manners {
  /** Bytes that came in answer to a question of another protocol. */
  said: Uint8Array = NOTHING;
  #only: Manner | null = null;
  readonly #unheard = new Set<number>();

  /**
   * One that speaks first takes no question of another protocol; an answer over HTTP that finds no fault with the question comes from
   * a server of HTTP: those of other protocols that say a word in it say 400.
   */
  hear(reply: Reply | Failure, manner: Manner): void {
    if (!reply.ok && reply.received !== undefined) this.said = reply.received;
    if (manner === 'greeting' && (reply.ok || reply.received !== undefined)) this.#only ??= manner;
    if (manner !== 'http') return;
    if (!reply.ok && !isHttp(reply.received ?? NOTHING)) this.#unheard.add(reply.exchange);
    else if (reply.ok && reply.kind === 'http' && reply.status !== 400 && !isHollow(reply.headers)) {
      this.#only ??= manner;
    }
  }

  allows(candidate: Candidate, manner: Manner): boolean {
    if (this.#only === 'greeting') return candidate.greets;
    if (this.#only === 'http') return manner === 'http';
    return manner !== 'http' || candidate.owns || this.#unheard.size < DEAF_AFTER;
  }
}

/** One engine's questions and what it made of the answers. */
class Candidate {
  readonly engine: Engine;
  readonly heard: (Reply | Failure)[] = [];
  likely: Claim | null = null;
  over = false;
  readonly manner: Manner;
  readonly owns: boolean;
  readonly #steps: readonly IdentifyStep[];
  readonly #line: Line;
  #channel: Channel | null = null;

  constructor(line: Line, engine: Engine) {
    this.engine = engine;
    this.#steps = stepsAt(engine, line.endpoint);
    this.manner = mannerOf(engine, this.#steps[0]);
    this.owns = isOwnPort(engine, line.endpoint);
    this.#line = line;
  }

  /** Whether it begins with what most engines of HTTP begin with. */
  get asksRoot(): boolean {
    const first = this.engine.requests[this.#steps[0]?.request ?? ''];
    return first?.kind === 'http' && first.path === '/';
  }

  /** Whether its server may speak first: to everybody, or to those that it turns away. */
  get greets(): boolean {
    return this.#steps.some((step) => mannerOf(this.engine, step) === 'greeting');
  }

  /** The step of this round, and those that follow it at once. */
  async ask(round: number, tokens: Tokens, manners: Manners): Promise<Claim | null> {
    const [step, ...later] = this.#steps.slice(round);
    if (step === undefined || step.soon === true) return null;
    let claim = await this.#take(step, tokens, manners);
    for (const next of later) {
      if (next.soon !== true || claim !== null || this.over) break;
      claim = await this.#take(next, tokens, manners);
    }
    return claim;
  }

  async #take(step: IdentifyStep, tokens: Tokens, manners: Manners): Promise<Claim | null> {
    const wanted = step.when === undefined ? this.likely === null : step.when(this.heard);
    const manner = mannerOf(this.engine, step);
    if (!wanted || !manners.allows(this, manner)) return null;
    this.#channel ??= this.#line.channel(this.engine.id, this.engine.requests);
    const earlier = [...this.heard];
    const reply = await this.#channel.ask(step.request, step.params?.(tokens, earlier) ?? {});
    this.heard.push(reply);
    manners.hear(reply, manner);
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
