import { type Heard, isBusy, isHttp, isRefusal, type Meaning, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Field } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, count, list, text, texts } from '../../wire/json.ts';

export interface Answer extends Heard<Meaning> {
  /** Whether it came without a body: that is how the server says that there is no such thing. */
  readonly empty: boolean;
}

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return { ...unheard(reply), empty: false };
  const { status, exchange } = reply;
  const json = reply.json();
  const meaning: Meaning = isBusy(status)
    ? 'busy'
    : isRefusal(status)
      ? 'refused'
      : status === 404
        ? 'missing'
        : status === 200 && json !== undefined
          ? 'open'
          : 'odd';
  return { meaning, exchange, json, empty: reply.text() === '', said: `HTTP ${status}` };
}

export interface Class {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Its objects belong to tenants, and are not counted together. */
  readonly tenants: boolean;
}

/** The classes of a schema; null where it is none. */
export function readSchema({ meaning, json }: Answer): Class[] | null {
  const classes = at(json, 'classes');
  if (meaning !== 'open' || !Array.isArray(classes)) return null;
  return list(classes).flatMap((entry): Class[] => {
    const name = text(at(entry, 'class'));
    if (name === null || !/^[A-Z][_0-9A-Za-z]{0,254}$/.test(name)) return [];
    const tenants = at(entry, 'multiTenancyConfig', 'enabled') === true;
    return [{ name, fields: fieldsOf(at(entry, 'properties'), ''), tenants }];
  });
}

const DEEPEST = 5;

/** Properties of objects within objects under a dotted path. */
function fieldsOf(properties: Json | undefined, within: string): Field[] {
  return list(properties).flatMap((property): Field[] => {
    const [name, [type]] = [text(at(property, 'name')), texts(at(property, 'dataType'))];
    if (name === null || type === undefined) return [];
    const path = `${within}${name}`;
    const nested = at(property, 'nestedProperties');
    return Array.isArray(nested) && path.split('.').length < DEEPEST
      ? fieldsOf(nested, `${path}.`)
      : [{ name: path, type, countAs: null }];
  });
}

/** What asks for the counts of these classes: their names hold letters, digits and underlines alone. */
export function countQuery(classes: readonly Class[]): string {
  return `{ Aggregate { ${classes.map(({ name }) => `${name} { meta { count } }`).join(' ')} } }`;
}

/** Objects of each class that was counted; empty where it is no such answer. */
export function readCounts({ meaning, json }: Answer, classes: readonly Class[]): Map<string, number> {
  const told = meaning === 'open' ? at(json, 'data', 'Aggregate') : undefined;
  return new Map(
    classes.flatMap(({ name }): [string, number][] => {
      const [first] = list(at(told, name));
      const many = count(at(first, 'meta', 'count'));
      return many === null ? [] : [[name, many]];
    }),
  );
}

const MOST_SHARDS = 20_000;

/** Objects of each class by the nodes' own statistics; a shard that lies on several of them is counted once. */
export function readShards({ meaning, json }: Answer): Map<string, number> {
  const shards = new Map<string, { readonly name: string; readonly many: number }>();
  const told = meaning === 'open' ? list(at(json, 'nodes')).flatMap((node) => list(at(node, 'shards'))) : [];
  for (const shard of told.slice(0, MOST_SHARDS)) {
    const [name, id, many] = [text(at(shard, 'class')), text(at(shard, 'name')), count(at(shard, 'objectCount'))];
    if (name === null || id === null || many === null) continue;
    const key = `${name}\n${id}`;
    if (many >= (shards.get(key)?.many ?? 0)) shards.set(key, { name, many });
  }
  const counts = new Map<string, number>();
  for (const { name, many } of shards.values()) counts.set(name, (counts.get(name) ?? 0) + many);
  return counts;
}
