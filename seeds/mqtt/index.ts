import { connectAsync, type MqttClient } from 'mqtt';
import { customers } from '../cast.ts';

/** Where the lab's broker is, and who fills it. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly login: { readonly username: string; readonly password: string } | null;
}

/** The administrator of a broker in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function mqttAdmin(at: BrokerAddress) {
  return {
    seed: (variant: string) => within(at, (client) => seed(client, variant)),
    wipe: () => within(at, wipe),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

/** A connection for each task. */
async function within<T>(
  { host, port, tls, login }: BrokerAddress,
  work: (client: MqttClient) => Promise<T>,
): Promise<T> {
  const client = await connectAsync(`${tls ? 'mqtts' : 'mqtt'}://${host}:${port}`, {
    ...login,
    rejectUnauthorized: false,
    reconnectPeriod: 0,
  });
  try {
    return await work(client);
  } finally {
    await client.endAsync();
  }
}

const PEOPLE = 40;

/** What somebody may find: retained messages. Their topics are not named unless they are asked for. */
async function seed(
  client: MqttClient,
  variant: string,
): Promise<{ records: number; collections: number; people: null }> {
  if (variant === 'empty') return { records: 0, collections: 0, people: null };
  for (const [topic, payload] of messagesOf()) await client.publishAsync(topic, payload, { qos: 1, retain: true });
  const kept = await retained(client);
  if (kept.size !== 2 * PEOPLE) throw new Error(`${2 * PEOPLE} messages were sent, ${kept.size} are retained`);
  await counted(client, kept.size);
  return { records: kept.size, collections: 1, people: null };
}

async function wipe(client: MqttClient): Promise<void> {
  for (const [topic] of messagesOf()) await client.publishAsync(topic, '', { qos: 1, retain: true });
  await counted(client, 0);
}

function* messagesOf(): Generator<readonly [topic: string, payload: string]> {
  for (const { user_id, owner_email, firmware_version } of customers(PEOPLE)) {
    yield [`home/${user_id}/owner`, JSON.stringify({ owner_email })];
    yield [`home/${user_id}/firmware`, JSON.stringify({ firmware_version })];
  }
}

const SETTLED = 400;

/** All that is delivered at once to whoever subscribes: what the broker retains. */
async function heard(client: MqttClient, filter: string): Promise<Map<string, string>> {
  const messages = new Map<string, string>();
  const hear = (topic: string, payload: Buffer) => messages.set(topic, payload.toString());
  client.on('message', hear);
  await client.subscribeAsync(filter);
  await new Promise((resolve) => setTimeout(resolve, SETTLED));
  await client.unsubscribeAsync(filter);
  client.off('message', hear);
  return messages;
}

function retained(client: MqttClient): Promise<Map<string, string>> {
  return heard(client, '#');
}

const PATIENCE = 20;

/** The broker counts now and then, its messages about itself among the others. */
async function counted(client: MqttClient, own: number): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn += 1) {
    const numbers = await heard(client, '$SYS/#');
    if (numbers.size === 0 || Number(numbers.get('$SYS/broker/retained messages/count')) === own + numbers.size) return;
  }
  throw new Error(`the broker does not come to count ${own} retained messages`);
}

/** What an audit must leave as it was: what is retained, and how many messages were ever published to the broker. */
async function condition(client: MqttClient): Promise<string> {
  const numbers = await heard(client, '$SYS/#');
  const kept = ['publish/messages/received', 'retained messages/count'];
  return JSON.stringify(
    [[...(await retained(client))], kept.map((name) => [name, numbers.get(`$SYS/broker/${name}`)])],
    null,
    1,
  );
}
