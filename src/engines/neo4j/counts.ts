import { at, count, list, text, texts } from '../../wire/json.ts';
import type { Answer } from './speak.ts';

/** An index over one property of one label, and how many different values it holds. */
export interface Index {
  readonly label: string;
  readonly property: string;
  readonly distinct: number;
}

/** What the server keeps count of. */
export interface Counted {
  readonly nodes: number | null;
  readonly labels: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, number>;
  readonly indexes: readonly Index[];
}

export const NOTHING_COUNTED: Counted = { nodes: null, labels: new Map(), types: new Map(), indexes: [] };

const MOST = 20_000;

/** The graph counts; null where it is no such answer. */
export function readCounts(answer: Answer): Counted | null {
  const [data] = answer.rows[0] ?? [];
  if (answer.meaning !== 'rows' || !Array.isArray(at(data, 'nodes'))) return null;
  const nodes = list(at(data, 'nodes')).slice(0, MOST);
  const all = nodes.find((entry) => at(entry, 'label') === undefined);
  // Beside the types as such it tells how often each begins or ends at a label.
  const types = list(at(data, 'relationships'))
    .slice(0, MOST)
    .filter((entry) => at(entry, 'startLabel') === undefined && at(entry, 'endLabel') === undefined);
  return {
    nodes: count(at(all, 'count')),
    labels: named(nodes, 'label'),
    types: named(types, 'relationshipType'),
    indexes: list(at(data, 'indexes')).slice(0, MOST).flatMap(indexIn),
  };
}

function named(entries: ReturnType<typeof list>, key: string): Map<string, number> {
  return new Map(
    entries.flatMap((entry): [string, number][] => {
      const [name, many] = [text(at(entry, key)), count(at(entry, 'count'))];
      return name === null || many === null ? [] : [[name, many]];
    }),
  );
}

function indexIn(entry: ReturnType<typeof list>[number]): Index[] {
  const [[label, ...otherLabels], [property, ...otherProperties]] = [
    texts(at(entry, 'labels')),
    texts(at(entry, 'properties')),
  ];
  const [size, distinct] = [count(at(entry, 'totalSize')), count(at(entry, 'estimatedUniqueSize'))];
  if (label === undefined || property === undefined || otherLabels.length + otherProperties.length > 0) return [];
  return distinct === null || distinct === 0 || size === null ? [] : [{ label, property, distinct }];
}
