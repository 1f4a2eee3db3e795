import { type Answer, readAnswer } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text, texts } from '../../wire/json.ts';

/** Solr’s own answers carry a header with a status, 0 for a success; anything else is none of its. */
export function readSolr(reply: Reply | Failure): Answer {
  const answer = readAnswer(reply, (json) => text(at(json, 'error', 'msg')));
  const own = answer.meaning !== 'open' || at(answer.json, 'responseHeader', 'status') === 0;
  return own ? answer : { ...answer, meaning: 'odd' };
}

export interface Core {
  readonly name: string;
  readonly documents: number | null;
  readonly bytes: number | null;
  /** In a cluster: the collection that it is a part of. */
  readonly collection: string | null;
}

const MOST_CORES = 20_000;

/** Null where it is no list of cores. */
export function readCores({ meaning, json }: Answer): Core[] | null {
  const status = bag(at(json, 'status'));
  if (meaning !== 'open' || status === null) return null;
  return Object.entries(status)
    .slice(0, MOST_CORES)
    .filter(([, core]) => text(at(core, 'name')) !== null)
    .map(([name, core]) => ({
      name,
      documents: count(at(core, 'index', 'numDocs')),
      bytes: count(at(core, 'index', 'sizeInBytes')),
      collection: text(at(core, 'cloud', 'collection')),
    }));
}

/** What an answer about security says: on, off, or nothing that is known. */
export function isOn({ meaning, json }: Answer, kind: 'authentication' | 'authorization'): boolean | null {
  if (meaning !== 'open') return null;
  const told = at(json, `${kind}.enabled`);
  if (typeof told === 'boolean') return told;
  return texts(at(json, 'errorMessages')).includes(`No ${kind} configured`) ? false : null;
}

export function foundIn({ meaning, json }: Answer): number | null {
  return meaning === 'open' && Array.isArray(at(json, 'response', 'docs'))
    ? count(at(json, 'response', 'numFound'))
    : null;
}

export interface Cluster {
  /** `host:port` of its nodes. */
  readonly nodes: readonly string[];
  readonly collections: readonly string[];
  /** Alias and what it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
}

export function readCluster({ meaning, json }: Answer): Cluster | null {
  const cluster = at(json, 'cluster');
  if (meaning !== 'open' || bag(cluster) === null) return null;
  const aliases = Object.entries(bag(at(cluster, 'aliases')) ?? {}).flatMap(([alias, to]: [string, Json]) => {
    const stands = text(to);
    return stands === null ? [] : [[alias, stands] as const];
  });
  return {
    nodes: list(at(cluster, 'live_nodes')).slice(0, 500).flatMap(nodeIn),
    collections: Object.keys(bag(at(cluster, 'collections')) ?? {}),
    aliases: new Map(aliases),
  };
}

/** `10.0.0.1:8983_solr` */
function nodeIn(value: Json): string[] {
  const place = /^([^\s/]{1,255}:\d{1,5})_/.exec(text(value) ?? '')?.[1];
  return place === undefined ? [] : [place];
}
