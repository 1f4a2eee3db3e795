import type { Failure, Reply } from '../../model/channel.ts';

/** The four-letter words: sent alone, answered with lines, then the server hangs up. */

const REFUSED = /^(\w{4}) is not executed because it is not in the whitelist\.\s*$/;
const IDLE = /^This ZooKeeper instance is not currently serving requests\s*$/;
const BEGINNINGS = [
  'Zookeeper version: ',
  'ClickHouse Keeper version: ',
  'This ZooKeeper instance',
  'srvr is not',
  'cons is not',
];

/** Lines up to the last one of `srvr`; throws a RangeError on what no ZooKeeper says. */
export function serverLength(received: Uint8Array): number | undefined {
  const said = wordsOf(received);
  if (!BEGINNINGS.some((beginning) => said.startsWith(beginning) || beginning.startsWith(said)))
    throw new RangeError('no answer of ZooKeeper begins so');
  if (REFUSED.test(said) || IDLE.test(said)) return received.length;
  const last = /\nNode count: \d{1,15}\n/.exec(said);
  return last === null ? undefined : last.index + last[0].length;
}

/** Lines of clients up to an empty one. */
export function clientsLength(received: Uint8Array): number | undefined {
  const said = wordsOf(received);
  if (REFUSED.test(said) || IDLE.test(said)) return received.length;
  if (!said.startsWith(' ') && !'cons is not'.startsWith(said) && !said.startsWith('cons is not'))
    throw new RangeError('no list of clients begins so');
  const end = said.indexOf('\n\n');
  return end < 0 ? undefined : end + 2;
}

function wordsOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export interface ServerWords {
  /** `refused`: the word is not in the whitelist. `idle`: it takes part in no quorum now. */
  readonly kind: 'told' | 'refused' | 'idle';
  readonly product: 'ZooKeeper' | 'ClickHouse Keeper';
  readonly version: string | null;
  readonly mode: string | null;
  readonly nodes: number | null;
}

export function readServer(reply: Reply | Failure): ServerWords | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const said = wordsOf(reply.bytes);
  const nothing = { product: 'ZooKeeper', version: null, mode: null, nodes: null } as const;
  if (REFUSED.test(said)) return { ...nothing, kind: 'refused' };
  if (IDLE.test(said)) return { ...nothing, kind: 'idle' };
  const [, product = '', version = ''] =
    /^(Zookeeper|ClickHouse Keeper) version: v?(\d+(?:\.\d+){1,3})/.exec(said) ?? [];
  if (version === '') return null;
  return {
    kind: 'told',
    product: product === 'Zookeeper' ? 'ZooKeeper' : 'ClickHouse Keeper',
    version,
    mode: /\nMode: ([a-z-]{1,20})\n/.exec(said)?.[1] ?? null,
    nodes: Number(/\nNode count: (\d{1,15})\n/.exec(said)?.[1]),
  };
}

/** Addresses of clients: ` /203.0.113.7:43210[1](queued=0,recved=5,sent=5)`. Whoever asks for the list has no session. */
export function readClientLines(reply: Reply | Failure): string[] | null {
  if (!reply.ok || reply.kind !== 'bytes') return null;
  const said = wordsOf(reply.bytes);
  if (!said.startsWith(' ')) return null;
  return said.split('\n', 20_000).flatMap((line) => /^ \/(.{3,60}?)\[[1-9]\d*\]\(/.exec(line)?.[1] ?? []);
}

/** What of the lines may stand in a report: no address of a client. */
export function tellServer(answer: Uint8Array): string {
  return wordsOf(answer)
    .split('\n', 20)
    .filter((line) => /^(?:\w+ version|Mode|Node count|Connections|This|srvr is)/.test(line))
    .map((line) => line.slice(0, 160))
    .join(', ');
}

export function tellClients(answer: Uint8Array): string {
  const said = wordsOf(answer);
  return said.startsWith(' ')
    ? `(${said.split('\n').filter((line) => line.startsWith(' /')).length} clients)`
    : said.trim();
}
