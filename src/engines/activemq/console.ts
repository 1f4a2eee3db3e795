import { askBeans, type Broker } from '../../families/jolokia/door.ts';
import type { Page } from '../../families/jolokia/page.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, count, text } from '../../wire/json.ts';
import { ENGINE } from './access.ts';
import { type Destination, isOwn } from './lists.ts';
import type { ActivemqChannel } from './requests.ts';

/** The first broker among the beans; null where there is none. */
export function brokerIn({ kind, beans }: Page): Broker | null {
  if (kind !== 'shown') return null;
  for (const [bean, value] of Object.entries(beans)) {
    const version = /^\d{1,3}\.\d{1,3}\.\d{1,4}(?:[-.][\w.-]{1,40})?$/.exec(
      text(at(value, 'BrokerVersion')) ?? '',
    )?.[0];
    if (version !== undefined && bean.startsWith('org.apache.activemq:'))
      return { version, name: text(at(value, 'BrokerName')) };
  }
  return null;
}

export function destinationsOf({ beans }: Page): Destination[] {
  return Object.entries(beans).flatMap(([bean, value]): Destination[] => {
    const name = text(at(value, 'Name'));
    if (name === null || isOwn(name)) return [];
    const kind = bean.includes('destinationType=Queue') ? 'queue' : 'topic';
    return [{ kind, name, messages: count(at(value, 'QueueSize')) }];
  });
}

export function askConsole(channel: ActivemqChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  return askBeans(
    {
      banner: () => channel.ask('console'),
      control: () => channel.ask('console-control', { control: tokens.control }),
      list: () => channel.ask('destinations'),
    },
    { engine: ENGINE, version: claim.version, brokerIn },
  );
}
