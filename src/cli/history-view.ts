import { didYouMean } from '../config/index.ts';
import type { Check, EndpointKey, HistoryStore, Sighting } from '../history/index.ts';
import { endpointLabel } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { stableJson } from '../support/stable-json.ts';
import { columns } from './columns.ts';
import type { Context } from './context.ts';
import { openHistory } from './history.ts';

const WIDEST = 120;

/** Opens the store for one command, and closes it whatever comes of it. */
export async function withHistory<T>(context: Context, work: (store: HistoryStore) => Promise<T>): Promise<T> {
  // A slip in a flag is told before one in a file.
  listFormat(context);
  const store = await openHistory(context);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** `table` or `json`, by the command line alone: what a config says of reports is not meant for lists. Read before the store is. */
export function listFormat(context: Context): 'table' | 'json' {
  const written = context.flags['format'] ?? 'table';
  const formats = typeof written === 'object' ? written.map(String) : [String(written)];
  const [format = 'table'] = formats;
  if (formats.length === 1 && (format === 'table' || format === 'json')) return format;
  throw new Diagnostic(
    formats.length > 1 ? 'a list is printed in one format' : `there is no format "${format}" for a list`,
    {
      where: '--format',
      mend: 'write table or json',
    },
  );
}

/** Rows, the first of which are the titles, then lines below them. What servers said is escaped. */
export function tableText(rows: readonly (readonly string[])[], below: readonly string[] = []): string {
  const cells = rows.map((row) => row.map((cell) => escapeText(cell, WIDEST)));
  const lines = below.map((line) => `${escapeText(line, 4 * WIDEST)}\n`).join('');
  return `${columns(cells)}${lines === '' ? '' : `\n${lines}`}`;
}

/** Prints one or the other. */
export async function printList(context: Context, value: unknown, table: () => string): Promise<void> {
  await context.print(listFormat(context) === 'json' ? stableJson(value) : table());
}

/** `2027-01-31 08:00`, in UTC. */
export function minute(at: string | null): string {
  return at === null ? '' : at.slice(0, 16).replace('T', ' ');
}

/** The endpoints of the history that a word means: `host:port`, or a host with all its ports. */
export function endpointsMeant(word: string, known: readonly EndpointKey[]): readonly EndpointKey[] {
  const meant = word.toLowerCase();
  const labels = new Map(known.map((endpoint) => [endpointLabel(endpoint).toLowerCase(), endpoint]));
  const exact = labels.get(meant);
  const found = exact === undefined ? [...labels.values()].filter(({ host }) => host.toLowerCase() === meant) : [exact];
  if (found.length > 0) return found;
  throw new Diagnostic(`the history knows no endpoint "${word}"`, {
    mend:
      labels.size === 0
        ? 'nothing is recorded yet: unlatched scan'
        : didYouMean(meant, [...labels.keys()].slice(0, 20)),
  });
}

/** Each endpoint once, those of sightings too. */
export function endpointsOf(items: readonly (Pick<Check, 'endpoint'> | Pick<Sighting, 'endpoint'>)[]): EndpointKey[] {
  return [...new Map(items.map(({ endpoint }) => [endpointLabel(endpoint).toLowerCase(), endpoint])).values()];
}
