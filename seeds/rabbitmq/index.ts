import { setTimeout as wait } from 'node:timers/promises';
import { type ChannelModel, connect } from 'amqplib';
import { customers } from '../cast.ts';

/** Where the lab's RabbitMQ is. It is filled by AMQP, as `lab`. */
export interface RabbitAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The administrator of a RabbitMQ in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function rabbitmqAdmin(at: RabbitAddress) {
  return {
    seed: (variant: string) => within(at, (broker) => seed(broker, variant)),
    wipe: () => within(at, wipe),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

const PATIENCE = 60;

/** A connection for each task. The port listens a moment before the broker takes logins. */
async function within<T>({ host, port, tls }: RabbitAddress, work: (broker: ChannelModel) => Promise<T>): Promise<T> {
  const url = `${tls ? 'amqps' : 'amqp'}://lab:labpass123@${host}:${port}/`;
  for (let turn = 0; ; turn += 1) {
    let broker: ChannelModel;
    try {
      broker = await connect(url, { rejectUnauthorized: false });
    } catch (error) {
      if (turn === PATIENCE) throw error;
      await wait(500);
      continue;
    }
    try {
      return await work(broker);
    } finally {
      await broker.close();
    }
  }
}

const QUEUES = ['orders', 'customer-mail'] as const;
const PEOPLE = 30;
/** Queues tell how much they hold once a second, as docker/rabbitmq/start asks of them; the management comes to it some seconds later. */
const TOLD = 7_000;

/** What somebody may find: queues and the messages in them. */
async function seed(
  broker: ChannelModel,
  variant: string,
): Promise<{ records: number; collections: number; people: null }> {
  if (variant === 'empty') return { records: 0, collections: 0, people: null };
  const channel = await broker.createConfirmChannel();
  for (const name of QUEUES) await channel.assertQueue(name, { durable: true });
  for (const { user_id, owner_email } of customers(PEOPLE)) {
    for (const name of QUEUES) channel.sendToQueue(name, Buffer.from(JSON.stringify({ user_id, owner_email })));
  }
  await channel.waitForConfirms();
  let records = 0;
  for (const name of QUEUES) records += (await channel.checkQueue(name)).messageCount;
  if (records !== QUEUES.length * PEOPLE) throw new Error(`the queues hold ${records} messages`);
  await channel.close();
  await wait(TOLD);
  return { records, collections: QUEUES.length, people: null };
}

async function wipe(broker: ChannelModel): Promise<void> {
  const channel = await broker.createChannel();
  for (const name of QUEUES) await channel.deleteQueue(name);
  await channel.close();
}

/** What an audit must leave as it was: what each queue holds, and that nobody takes from it. */
async function condition(broker: ChannelModel): Promise<string> {
  const channel = await broker.createChannel();
  const told: unknown[] = [];
  for (const name of QUEUES) told.push(await channel.checkQueue(name));
  await channel.close();
  return JSON.stringify(told, null, 1);
}
