import { readAnswer } from './answers.ts';
import { isBefore, type Version } from './banner.ts';
import {
  type Index,
  isSecurityIndex,
  type Names,
  readAliases,
  readBuckets,
  readCat,
  readResolved,
  readStatistics,
} from './indices.ts';
import type { SearchChannel, SearchRequest } from './requests.ts';

/** The names that an anonymous visitor gets, and by which door. */
export interface Listing {
  readonly indices: readonly Index[];
  readonly names: readonly string[];
  /** What the names' own interface told, where it was asked. */
  readonly told: Names | null;
  /** The list was answered, be it empty. */
  readonly open: boolean;
  /** Only some indices are shown: the whole list is refused. */
  readonly filtered: boolean;
  readonly tooLong: boolean;
  readonly exchanges: readonly number[];
  readonly refused: readonly number[];
  readonly stopped: string | null;
  /** What the list was answered with, where it was neither open nor refused. */
  readonly said: string | null;
  readonly securityIndexReadable: boolean;
}

export function nothingListed(): Listing {
  return {
    indices: [],
    names: [],
    told: null,
    open: false,
    filtered: false,
    tooLong: false,
    exchanges: [],
    refused: [],
    stopped: null,
    said: null,
    securityIndexReadable: false,
  };
}

/**
 * Asks for the list; where that is refused or unknown, for the names that we may see, and at last for those that we may
 * search. Empty answers of the last two prove nothing: the unprivileged get them, too.
 */
export async function listIndices(channel: SearchChannel, version: Version | null): Promise<Listing> {
  const refused: number[] = [];
  const tooLong: number[] = [];
  let said: string | null = null;
  for (const door of doors(isBefore(version, 1), isBefore(version, 7, 9), isBefore(version, 7, 7))) {
    const { got, exchange, ...knocked } = await knock(channel, door);
    if (knocked.stopped !== null) return { ...nothingListed(), refused, stopped: knocked.stopped };
    if (knocked.tooLong) tooLong.push(exchange);
    if (knocked.refused) refused.push(exchange);
    said ??= knocked.said;
    if (got === null || (door.partial && got.indices.length === 0)) continue;
    const found = listed(got, exchange, refused, door.partial);
    return { ...found, tooLong: tooLong.length > 0 };
  }
  return {
    ...nothingListed(),
    refused,
    said,
    open: tooLong.length > 0,
    tooLong: tooLong.length > 0,
    exchanges: tooLong,
  };
}

interface Knocked {
  readonly exchange: number;
  readonly got: ReturnType<Door['read']>;
  readonly refused: boolean;
  readonly tooLong: boolean;
  readonly stopped: string | null;
  readonly said: string | null;
}

/** One door. A function of its own, so that the answer, some megabytes it may be, is not held while the next one is asked. */
async function knock(channel: SearchChannel, door: Door): Promise<Knocked> {
  const reply = await channel.ask(door.ask);
  const { meaning, exchange, json, said } = readAnswer(reply);
  const nothing: Knocked = { exchange, got: null, refused: false, tooLong: false, stopped: null, said: null };
  if (meaning === 'busy') return { ...nothing, stopped: said };
  if (!reply.ok && reply.kind === 'too-large') return { ...nothing, tooLong: true };
  if (!reply.ok && reply.kind === 'budget') return { ...nothing, stopped: reply.message };
  if (meaning === 'refused') return { ...nothing, refused: true };
  if (meaning !== 'open') return { ...nothing, said };
  const got = door.read(json);
  return got === null ? { ...nothing, said: 'an answer of another shape' } : { ...nothing, got };
}

interface Door {
  readonly ask: SearchRequest;
  /** True: it shows only what we may see, so that an empty answer proves nothing. */
  readonly partial: boolean;
  readonly read: (json: Parameters<typeof readCat>[0]) => { indices: readonly Index[]; told: Names | null } | null;
}

/** Which doors there are depends on the version; one that is not known is taken for a recent one. */
function doors(veryOld: boolean, noResolve: boolean, noHidden: boolean): readonly Door[] {
  const cat: Door = {
    ask: noHidden ? 'list' : 'list-all',
    partial: false,
    read: (json) => withoutNames(readCat(json)),
  };
  const statistics: Door = { ask: 'statistics', partial: false, read: (json) => withoutNames(readStatistics(json)) };
  const aliases: Door = { ask: 'aliases', partial: true, read: (json) => fromNames(readAliases(json)) };
  const resolve: Door = { ask: 'names', partial: true, read: (json) => fromNames(readResolved(json)) };
  const wildcard: Door = { ask: 'wildcard', partial: true, read: (json) => withoutNames(readBuckets(json)) };
  if (veryOld) return [statistics, aliases];
  return noResolve ? [cat, aliases, wildcard] : [cat, resolve, wildcard];
}

function withoutNames(indices: readonly Index[] | null): ReturnType<Door['read']> {
  return indices === null ? null : { indices, told: null };
}

function fromNames(told: Names | null): ReturnType<Door['read']> {
  if (told === null) return null;
  const indices = told.indices.map((name) => ({
    name,
    closed: told.states.get(name)?.includes('closed') === true,
    red: false,
    documents: null,
    bytes: null,
    created: null,
  }));
  return { indices, told };
}

function listed(
  { indices, told }: { readonly indices: readonly Index[]; readonly told: Names | null },
  exchange: number,
  refused: readonly number[],
  partial: boolean,
): Listing {
  return {
    ...nothingListed(),
    indices,
    names: indices.map(({ name }) => name),
    told,
    open: true,
    filtered: partial && refused.length > 0,
    exchanges: [exchange],
    refused,
    securityIndexReadable: indices.some(({ name, documents }) => isSecurityIndex(name) && (documents ?? 0) > 0),
  };
}
