import { connect, type NatsConnection } from '@nats-io/transport-node';
import { customers } from '../cast.ts';

/** Where the lab's NATS is, and who fills it. */
export interface NatsAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
}

/** The administrator of a NATS in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function natsAdmin(at: NatsAddress) {
  return {
    seed: (variant: string) => within(at, (server) => seed(server, variant)),
    wipe: () => within(at, wipe),
    condition: () => within(at, condition),
    close: () => Promise.resolve(),
  };
}

/** A connection for each task. */
async function within<T>(
  { host, port, tls, login }: NatsAddress,
  work: (server: NatsConnection) => Promise<T>,
): Promise<T> {
  const secure = tls ? { tls: { rejectUnauthorized: false } as object } : {};
  const server = await connect({ servers: `${host}:${port}`, ...login, ...secure });
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** What JetStream answers to a request of its interface; throws for a refusal. */
async function ask(server: NatsConnection, subject: string, body: object = {}): Promise<Record<string, unknown>> {
  const answer = await server.request(`$JS.API.${subject}`, JSON.stringify(body));
  const told = answer.json<Record<string, unknown>>();
  if ('error' in told) throw new Error(`${subject}: ${JSON.stringify(told['error'])}`);
  return told;
}

const STREAMS = {
  CUSTOMERS: ['customer.*.email', 'customer.*.wifi_ssid'],
  KV_sessions: ['$KV.sessions.>'],
} as const;
const PEOPLE = 40;

/** What somebody may find: messages, streams, and people, whom nobody counts here. */
async function seed(
  server: NatsConnection,
  variant: string,
): Promise<{ records: number; collections: number; people: null }> {
  if (variant === 'empty') return { records: 0, collections: 0, people: null };
  for (const [name, subjects] of Object.entries(STREAMS)) {
    await ask(server, `STREAM.CREATE.${name}`, { name, subjects, storage: 'file', max_msgs_per_subject: 1 });
  }
  for (const { user_id, owner_email, wifi_ssid, ios_api_token } of customers(PEOPLE)) {
    await kept(server, `customer.${user_id}.email`, { owner_email });
    await kept(server, `customer.${user_id}.wifi_ssid`, { wifi_ssid });
    await kept(server, `$KV.sessions.${ios_api_token}`, { user_id });
  }
  const { streams } = (await ask(server, 'STREAM.LIST')) as { streams: { state: { messages: number } }[] };
  const records = streams.reduce((sum, { state }) => sum + state.messages, 0);
  if (records !== 3 * PEOPLE) throw new Error(`${3 * PEOPLE} messages were sent, the server keeps ${records}`);
  return { records, collections: streams.length, people: null };
}

/** The stream says that it has it. */
async function kept(server: NatsConnection, subject: string, body: object): Promise<void> {
  await server.request(subject, JSON.stringify(body));
}

async function wipe(server: NatsConnection): Promise<void> {
  const { streams } = (await ask(server, 'STREAM.NAMES')) as { streams: string[] | null };
  for (const name of streams ?? []) await ask(server, `STREAM.DELETE.${name}`);
}

/** What an audit must leave as it was: streams, their settings, all that they count, and who consumes them. */
async function condition(server: NatsConnection): Promise<string> {
  const { streams } = (await ask(server, 'STREAM.LIST')) as { streams: { config: object; state: object }[] };
  const account = await ask(server, 'INFO');
  return JSON.stringify(
    [
      streams.map(({ config, state }) => ({ config, state })),
      account['streams'],
      account['consumers'],
      account['storage'],
      account['memory'],
    ],
    null,
    1,
  );
}
