import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

/** Where the console of the lab's Artemis is, by which it is administered. */
export interface ConsoleAddress {
  readonly host: string;
  readonly port: number;
}

/** The administrator of an Artemis in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function artemisAdmin(at: ConsoleAddress) {
  return {
    seed: (variant: string) => seed(at, variant),
    wipe: () => Promise.resolve(),
    condition: () => condition(at),
    close: () => Promise.resolve(),
  };
}

const BROKER = 'org.apache.activemq.artemis:broker="0.0.0.0"';
const LOGIN = Buffer.from('lab:labpass123').toString('base64');
const PATIENCE = 120;

/** One call of Jolokia; the console comes up last. */
async function ask({ host, port }: ConsoleAddress, question: object): Promise<unknown> {
  for (let turn = 0; ; turn += 1) {
    const told = await request(`http://${host}:${port}/console/jolokia/`, {
      method: 'POST',
      headers: { authorization: `Basic ${LOGIN}`, origin: 'http://0.0.0.0', 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
      .then((answer) => answer.body.json() as Promise<{ status: number; value: unknown; error?: string }>)
      .catch((error: unknown) => ({ status: 0, value: null, error: String(error) }));
    if (told.status === 200) return told.value;
    if (turn === PATIENCE) throw new Error(`${JSON.stringify(question)}: ${told.error ?? told.status}`);
    await wait(500);
  }
}

/** Queues of no door that is audited are named; what is made here only has to stay as it is. */
async function seed(
  at: ConsoleAddress,
  variant: string,
): Promise<{ records: number; collections: number; people: null }> {
  await condition(at);
  if (variant === 'queue') {
    const queue = JSON.stringify({ name: 'orders', address: 'orders', 'routing-type': 'ANYCAST', durable: true });
    await ask(at, { type: 'exec', mbean: BROKER, operation: 'createQueue(java.lang.String)', arguments: [queue] });
  }
  return { records: 0, collections: 0, people: null };
}

const COUNTS = ['QueueNames', 'AddressNames', 'TotalMessageCount', 'TotalMessagesAdded', 'TotalConsumerCount'] as const;

/** What an audit must leave as it was: queues and addresses, and all messages that ever came. */
async function condition(at: ConsoleAddress): Promise<string> {
  const told = (await ask(at, { type: 'read', mbean: BROKER, attribute: COUNTS })) as Record<string, unknown>;
  return JSON.stringify(
    COUNTS.map((name) => (Array.isArray(told[name]) ? told[name].map(String).sort() : told[name])),
    null,
    1,
  );
}
