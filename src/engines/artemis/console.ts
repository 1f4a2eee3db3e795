import { plainCollection } from '../../families/facts/collections.ts';
import { askBeans } from '../../families/jolokia/door.ts';
import { type Page, readPage } from '../../families/jolokia/page.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, InventoryFacts } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count, text } from '../../wire/json.ts';
import type { ArtemisChannel } from './requests.ts';

export const ENGINE = 'artemis';

/** The first broker among the beans; null where there is none. */
export function brokerIn({ kind, beans }: Page): { readonly version: string; readonly name: string | null } | null {
  if (kind !== 'shown') return null;
  for (const [bean, value] of Object.entries(beans)) {
    const version = /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-.][\w.-]{1,40})?$/.exec(text(at(value, 'Version')) ?? '')?.[0];
    if (version !== undefined && bean.startsWith('org.apache.activemq.artemis:'))
      return { version, name: text(at(value, 'Name')) };
  }
  return null;
}

export function askConsole(channel: ArtemisChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  return askBeans(
    {
      banner: () => channel.ask('console'),
      control: () => channel.ask('console-control', { control: tokens.control }),
      list: () => channel.ask('queues'),
    },
    { engine: ENGINE, version: claim.version, brokerIn },
  );
}

/** Queues that the console names; by STOMP none are. */
export async function takeQueues(
  channel: ArtemisChannel,
  { settings }: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const queues = settings['role'] === 'console' ? queuesIn(readPage(await channel.ask('queues'))) : [];
  const left = Math.max(0, queues.length - limits.collections);
  return {
    collections: queues.slice(0, limits.collections),
    omitted: left > 0 ? { collections: left, reason: `only the first ${limits.collections} are listed` } : null,
    egress: [],
    signs: [],
    settings: {},
    proofs: {},
    notes: [],
  };
}

/** The broker's own begin with `$`, and its dead letters and what ran out are what others sent. */
function queuesIn({ beans }: Page): Collection[] {
  return Object.values(beans)
    .flatMap((value): Collection[] => {
      const name = text(at(value, 'Name'));
      if (name === null) return [];
      return [
        plainCollection({
          name,
          kind: 'queue',
          records: count(at(value, 'MessageCount')),
          system: name.startsWith('$'),
        }),
      ];
    })
    .sort((left, right) => byText(left.name, right.name));
}
