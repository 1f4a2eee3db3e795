import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as tlsConnect } from 'node:tls';
import { customers } from '../cast.ts';

/** Where the lab's memcached is, and who fills it. */
export interface CacheAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly login: string | null;
}

/** The administrator of a memcached in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function memcachedAdmin(at: CacheAddress) {
  return {
    seed: (variant: string) => spoken(at, (ask) => seed(ask, variant)),
    wipe: () => spoken(at, wipe),
    condition: () => spoken(at, condition),
    close: () => Promise.resolve(),
  };
}

/** Sends a line, and gives what is said up to the line that ends it. */
type Ask = (text: string, last: RegExp) => Promise<string[]>;

/** A connection for each task: what is filled in seconds needs none that stays. */
async function spoken<T>({ host, port, tls, login }: CacheAddress, work: (ask: Ask) => Promise<T>): Promise<T> {
  const socket: Socket = tls ? tlsConnect({ host, port, rejectUnauthorized: false }) : connect({ host, port });
  await once(socket, tls ? 'secureConnect' : 'connect');
  let heard = '';
  let wake = (): void => undefined;
  socket.on('data', (data: Buffer) => {
    heard += data.toString();
    wake();
  });
  socket.on('close', () => wake());
  const ask: Ask = async (text, last) => {
    heard = '';
    socket.write(`${text}\r\n`);
    for (;;) {
      const lines = heard.split('\r\n');
      if (lines.at(-1) === '' && last.test(lines.at(-2) ?? '')) return lines.slice(0, -2);
      if (/^(?:CLIENT_|SERVER_)?ERROR/m.test(heard))
        throw new Error(`${text.split('\r\n', 1).join()}: ${heard.trim()}`);
      if (socket.destroyed) throw new Error('the server hung up');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  try {
    if (login !== null) await ask(stored('auth', login), /^STORED$/);
    return await work(ask);
  } finally {
    socket.end();
  }
}

function stored(key: string, value: string): string {
  return `set ${key} 0 0 ${Buffer.byteLength(value)}\r\n${value}`;
}

/** What somebody may find: items, kinds of keys, and people, whom nobody counts here. */
async function seed(ask: Ask, variant: string): Promise<{ records: number; collections: number; people: null }> {
  if (variant === 'empty') return { records: 0, collections: 0, people: null };
  const items = [...itemsOf()];
  for (const [key, value] of items) await ask(stored(key, value), /^STORED$/);
  await settled(ask, items.length);
  return { records: items.length, collections: variant === 'unnamed' ? 1 : 3, people: null };
}

/** Waits until most items are no longer the hottest: those are never named, and a moment after they were written all are. */
async function settled(ask: Ask, items: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const cold = (await ask('stats items', /^END$/)).flatMap((line) => /:number_cold (\d+)$/.exec(line)?.[1] ?? []);
    if (cold.reduce((sum, count) => sum + Number(count), 0) > items / 2) return;
    await setTimeout(100);
  }
  throw new Error('the items stay hot');
}

/** One by one: what is flushed is still counted until the server comes to it. */
async function wipe(ask: Ask): Promise<void> {
  for (const [key] of itemsOf()) await ask(`delete ${key}`, /^(?:DELETED|NOT_FOUND)$/);
}

function* itemsOf(): Generator<readonly [key: string, value: string]> {
  for (const { user_id, owner_email, user_name, ios_api_token } of customers(60)) {
    yield [`user:${user_id}`, JSON.stringify({ owner_email, user_name })];
    yield [`user:${user_id}:email`, owner_email];
    yield [`session:${ios_api_token}`, String(user_id)];
  }
}

/** What an audit must leave as it was, by the server's own numbers: items, all commands that write, and the settings. */
async function condition(ask: Ask): Promise<string> {
  const statistics = await ask('stats', /^END$/);
  const kept = statistics.filter((line) =>
    /^STAT (?:curr_items|total_items|bytes|cmd_set|cmd_flush|cmd_touch|cmd_meta|get_hits|get_flushed|delete_\w+|incr_\w+|decr_\w+|cas_\w+|touch_\w+|evictions|reclaimed|crawler_\w+|lru_crawler_\w+) /.test(
      line,
    ),
  );
  return [...kept, ...(await ask('stats settings', /^END$/))].join('\n');
}
