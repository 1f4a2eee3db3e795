import type { Capability } from '../../model/access.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { type Page, readPage } from './page.ts';

/** A broker by its own bean; its version is as it states it. */
export interface Broker {
  readonly version: string;
  readonly name: string | null;
}

/** The questions that a console is asked, in this order. */
export interface Questions {
  readonly banner: () => Promise<Reply | Failure>;
  readonly control: () => Promise<Reply | Failure>;
  readonly list: () => Promise<Reply | Failure>;
}

interface Asked {
  readonly engine: string;
  readonly version: string | null;
  /** The broker that a page shows; null where it shows none. */
  readonly brokerIn: (page: Page) => Broker | null;
}

const OPEN: readonly Capability[] = ['identify', 'list-collections', 'count-records', 'write-records', 'administer'];
const HONEYPOT = 'a page for everything or a honeypot: a broker of a random name, which cannot exist, is shown';

/** Whoever gets through to Jolokia may call what administers the broker: it tells no rights apart. */
export async function askBeans(questions: Questions, asked: Asked): Promise<AccessFacts> {
  const shown = readPage(await questions.banner());
  const broker = asked.brokerIn(shown);
  const control = broker === null ? null : readPage(await questions.control());
  const honeypot = control !== null && asked.brokerIn(control) !== null;
  const listed = control === null || honeypot ? null : readPage(await questions.list());
  // Where nothing lies in it, no bean has such a name.
  const open = listed?.kind === 'shown' || listed?.kind === 'missing';
  const refused = [shown, listed].filter((page) => page?.kind === 'refused').flatMap((page) => page?.exchange ?? []);
  const version = broker?.version ?? asked.version;
  const proved = provedLevel(['banner', version !== null], ['metadata', open]);
  const settled = !honeypot && (open || refused.length > 0);
  return {
    service: { engine: asked.engine, version, identity: {}, name: broker?.name ?? null },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? (open ? 'admin' : proved) : 'unknown',
      capabilities: open ? OPEN : [],
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : open ? 'absent' : 'unknown',
      anonymous: null,
      filtered: false,
      control: honeypot ? 'failed' : control === null ? 'not-asked' : 'passed',
      reason: honeypot ? HONEYPOT : settled ? null : `neither data nor a refusal was seen: ${(listed ?? shown).said}`,
    },
    settings: { role: 'console', consoleOpen: open },
    proofs: Object.fromEntries(
      Object.entries({
        banner: [shown.exchange],
        control: control === null ? [] : [control.exchange],
        'list-collections': open ? [listed.exchange] : [],
        'security-layer': open ? [shown.exchange] : [],
        console: open ? [shown.exchange, listed.exchange] : [],
        refusal: refused,
      }).filter(([, exchanges]) => exchanges.length > 0),
    ),
    notes: [],
  };
}
