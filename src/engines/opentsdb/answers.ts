import { type Answer, readAnswer } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import { at, bag, list, text } from '../../wire/json.ts';

export interface TsdbAnswer extends Answer {
  /** Its own word for a metric that is not there. */
  readonly nameless: boolean;
}

export function readTsdb(reply: Reply | Failure): TsdbAnswer {
  const answer = readAnswer(reply, (json) => text(at(json, 'error', 'message')));
  const message = text(at(answer.json, 'error', 'message')) ?? '';
  return { ...answer, nameless: answer.status === 400 && message.startsWith("No such name for 'metrics': ") };
}

/** Null where it is no list of names. */
export function namesIn({ meaning, json }: Answer): string[] | null {
  if (meaning !== 'open' || !Array.isArray(json)) return null;
  const names = list(json);
  return names.every((name) => typeof name === 'string') ? names.slice(0, 10_000) : null;
}

/** Whether an answer to a query holds numbers. Null where it is none. */
export function hasPoints({ meaning, json }: Answer): boolean | null {
  if (meaning !== 'open' || !Array.isArray(json)) return null;
  return list(json).some((series) => Object.keys(bag(at(series, 'dps')) ?? {}).length > 0);
}

export interface Config {
  /** `rw`, `ro` or `wo`. */
  readonly mode: string | null;
  readonly authentication: boolean | null;
  /** Anybody can end it by a request. */
  readonly shutdown: boolean | null;
  /** `host:port` of the ZooKeeper by which it finds its store. */
  readonly zookeepers: readonly string[];
}

/** Its configuration is a flat list of texts. Null where it is none. */
export function readConfig({ meaning, json }: Answer): Config | null {
  const mode = text(at(json, 'tsd.mode'));
  if (meaning !== 'open' || bag(json) === null || (mode === null && at(json, 'tsd.network.port') === undefined))
    return null;
  const asked = text(at(json, 'tsd.core.authentication.enable'));
  const kept = text(at(json, 'tsd.no_diediedie'));
  return {
    mode: mode !== null && /^[a-z]{2}$/.test(mode) ? mode : null,
    authentication: asked === null ? null : asked.toLowerCase() === 'true',
    shutdown: kept === null ? null : kept.toLowerCase() === 'false',
    zookeepers: (text(at(json, 'tsd.storage.hbase.zk_quorum')) ?? '')
      .slice(0, 2_000)
      .split(',')
      .map((place) => place.trim())
      .filter((place) => /^[\w.[\]:-]{1,255}$/.test(place)),
  };
}
