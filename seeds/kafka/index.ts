import { setTimeout as wait } from 'node:timers/promises';
import {
  AclOperations,
  AclPermissionTypes,
  type Connection,
  createAclsV3,
  createTopicsV7,
  deleteTopicsV6,
  produceV11,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { betaTesters, customers, shares } from '../cast.ts';
import { offsetsOf, type StoreAddress, topicsOf, within } from './client.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
  readonly messages: Iterable<object>;
  /** What a stranger may do with it, where there is an authorizer; nothing by default. */
  readonly granted?: 'read' | 'describe';
}

const PEOPLE: readonly TopicPlan[] = [
  { name: 'shop.users', partitions: 3, messages: [...customers(240)] },
  { name: 'shop.shares', partitions: 1, messages: [...shares(150)] },
  { name: 'shop.beta-testers', partitions: 1, messages: [...betaTesters(30)] },
];

const LIMITED: readonly TopicPlan[] = [
  { name: 'public.catalogue', partitions: 2, messages: [...shares(80)], granted: 'read' },
  { name: 'internal.customers', partitions: 1, messages: [...customers(60)], granted: 'describe' },
  { name: 'internal.payments', partitions: 1, messages: [...customers(40)] },
];

const NOTE = {
  message: 'All your data was backed up. You must pay 0.021 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
};

const VARIANTS = {
  empty: () => Promise.resolve([]),
  people: () => Promise.resolve(PEOPLE),
  limited: () => Promise.resolve(LIMITED),
  ransom: () => Promise.resolve([{ name: 'READ_ME_TO_RECOVER_YOUR_DATA', partitions: 1, messages: [NOTE] }]),
} as const satisfies Record<string, () => Promise<readonly TopicPlan[]>>;

export type Variant = keyof typeof VARIANTS;

/** Fills the store, and counts what a stranger may see of it: where rights are given, the topics that have one. */
export async function seed(at: StoreAddress, variant: Variant): Promise<Truth> {
  const plans: readonly TopicPlan[] = await VARIANTS[variant]();
  return within(at, async (connection) => {
    let records = 0;
    for (const plan of plans) {
      const written = await fill(connection, plan);
      if (plan.granted !== undefined) await grant(connection, plan.name, plan.granted);
      if (variant !== 'limited' || plan.granted !== undefined) records += written;
    }
    const seen = plans.filter(({ granted }) => variant !== 'limited' || granted !== undefined);
    return { records, collections: seen.length, people: null };
  });
}

export async function wipe(at: StoreAddress): Promise<void> {
  await within(at, async (connection) => {
    const own = async () => (await topicsOf(connection)).filter(({ name }) => !name.startsWith('__'));
    const topics = await own();
    if (topics.length === 0) return;
    await deleteTopicsV6.api.async(
      connection,
      topics.map(({ name }) => ({ name })),
      10_000,
    );
    while ((await own()).length > 0) await wait(100);
  });
}

/** Makes the topic, sends its messages in turn to its partitions, and asks the broker how many it has. */
async function fill(connection: Connection, { name, partitions, messages }: TopicPlan): Promise<number> {
  const made = { name, numPartitions: partitions, replicationFactor: 1, assignments: [], configs: [] };
  await createTopicsV7.api.async(connection, [made], 10_000, false);
  const records = [...messages].map((message, index) => ({
    topic: name,
    partition: index % partitions,
    value: Buffer.from(JSON.stringify(message)),
  }));
  await ready(connection, name, partitions);
  await produceV11.api.async(connection, 1, 10_000, records);
  const topic = { name, id: '', partitions };
  const told = sum(await offsetsOf(connection, topic, 'end')) - sum(await offsetsOf(connection, topic, 'first'));
  if (told !== records.length) throw new Error(`${name}: sent ${records.length} messages, the broker has ${told}`);
  return told;
}

/** A topic that was just made has no leader yet. */
async function ready(connection: Connection, name: string, partitions: number): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const told = (await topicsOf(connection)).find((topic) => topic.name === name);
    if (told?.partitions === partitions) {
      const known = await offsetsOf(connection, told, 'end').catch(() => null);
      if (known !== null) return;
    }
    await wait(100);
  }
  throw new Error(`${name}: nobody leads it`);
}

async function grant(connection: Connection, resourceName: string, right: 'read' | 'describe'): Promise<void> {
  await createAclsV3.api.async(connection, [
    {
      resourceType: ResourceTypes.TOPIC,
      resourceName,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:ANONYMOUS',
      host: '*',
      operation: right === 'read' ? AclOperations.READ : AclOperations.DESCRIBE,
      permissionType: AclPermissionTypes.ALLOW,
    },
  ]);
}

function sum(offsets: readonly bigint[]): number {
  return offsets.reduce((total, offset) => total + Number(offset), 0);
}
