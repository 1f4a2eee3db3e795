import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { customers } from '../cast.ts';

/** Where the console of the lab's ActiveMQ is, by which it is administered, and as whom messages are sent. */
export interface ConsoleAddress {
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | null;
}

/** The administrator of an ActiveMQ in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function activemqAdmin(at: ConsoleAddress) {
  return {
    seed: (variant: string) => seed(at, variant),
    wipe: () => wipe(at),
    condition: () => condition(at),
    close: () => Promise.resolve(),
  };
}

type Question =
  | {
      readonly type: 'exec';
      readonly mbean: string;
      readonly operation: string;
      readonly arguments: readonly unknown[];
    }
  | { readonly type: 'read'; readonly mbean: string; readonly attribute?: readonly string[] };

const BROKER = 'org.apache.activemq:type=Broker,brokerName=lab';
const LOGIN = Buffer.from('admin:admin').toString('base64');
const PATIENCE = 90;

/** One call of Jolokia; the console listens before the broker stands. */
async function ask({ host, port }: ConsoleAddress, question: Question): Promise<unknown> {
  for (let turn = 0; ; turn += 1) {
    const told = await request(`http://${host}:${port}/api/jolokia/`, {
      method: 'POST',
      headers: { authorization: `Basic ${LOGIN}`, origin: 'http://localhost', 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
      .then((answer) => answer.body.json() as Promise<{ status: number; value: unknown; error?: string }>)
      .catch((error: unknown) => ({ status: 0, value: null, error: String(error) }));
    if (told.status === 200) return told.value;
    if (question.type === 'read' && question.mbean.includes('*') && told.status === 404) return {};
    if (turn === PATIENCE) throw new Error(`${question.mbean}: ${told.error ?? told.status}`);
    await wait(500);
  }
}

const QUEUES = ['orders', 'customer-mail'] as const;
const PEOPLE = 20;

/** What somebody may find: queues, and the messages in them (`named`: none yet). */
async function seed(
  at: ConsoleAddress,
  variant: string,
): Promise<{ records: number; collections: number; people: null }> {
  await ask(at, { type: 'read', mbean: BROKER, attribute: ['BrokerVersion'] });
  if (variant === 'empty') return { records: 0, collections: 0, people: null };
  for (const name of QUEUES) await ask(at, { type: 'exec', mbean: BROKER, operation: 'addQueue', arguments: [name] });
  if (variant === 'named') return { records: 0, collections: QUEUES.length, people: null };
  for (const { user_id, owner_email } of customers(PEOPLE)) {
    for (const name of QUEUES) await send(at, name, JSON.stringify({ user_id, owner_email }));
  }
  const sizes = Object.values(
    (await ask(at, { type: 'read', mbean: queueBean('*'), attribute: ['QueueSize'] })) as Sizes,
  );
  const records = sizes.reduce((sum, { QueueSize }) => sum + QueueSize, 0);
  if (records !== QUEUES.length * PEOPLE) throw new Error(`the queues hold ${records} messages`);
  return { records, collections: QUEUES.length, people: null };
}

type Sizes = Readonly<Record<string, { readonly QueueSize: number }>>;

const queueBean = (name: string) => `${BROKER},destinationType=Queue,destinationName=${name}`;

async function send(at: ConsoleAddress, queue: string, body: string): Promise<void> {
  const mbean = queueBean(queue);
  await (at.login === null
    ? ask(at, { type: 'exec', mbean, operation: 'sendTextMessage(java.lang.String)', arguments: [body] })
    : ask(at, {
        type: 'exec',
        mbean,
        operation: 'sendTextMessage(java.lang.String,java.lang.String,java.lang.String)',
        arguments: [body, at.login.user, at.login.password],
      }));
}

async function wipe(at: ConsoleAddress): Promise<void> {
  for (const name of QUEUES)
    await ask(at, { type: 'exec', mbean: BROKER, operation: 'removeQueue', arguments: [name] });
}

const COUNTS = [
  'Name',
  'QueueSize',
  'EnqueueCount',
  'DequeueCount',
  'DispatchCount',
  'ConsumerCount',
  'ExpiredCount',
] as const;

/** What an audit must leave as it was: queues and topics with all that they count. The broker's words about itself are its own. */
async function condition(at: ConsoleAddress): Promise<string> {
  const mbean = `${BROKER},destinationType=*,destinationName=*`;
  const beans = (await ask(at, { type: 'read', mbean, attribute: COUNTS })) as Record<
    string,
    { readonly Name: string }
  >;
  const kept = Object.entries(beans).filter(([, { Name }]) => !Name.startsWith('ActiveMQ.Advisory.'));
  return JSON.stringify(
    kept.toSorted(([left], [right]) => (left < right ? -1 : 1)),
    null,
    1,
  );
}
