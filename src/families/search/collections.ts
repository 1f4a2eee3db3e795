import type { InventoryLimits } from '../../model/engine.ts';
import type { Collection } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { type Index, isSystem, type Names } from './indices.ts';

/** An index or data stream before its fields are known. */
export interface Drawer {
  readonly collection: Collection;
  /** The index whose mapping stands for it: the newest one of a data stream. */
  readonly mappedBy: string;
}

/** Makes collections of indices: the backing indices of a data stream are one, people's data come before the system's own. */
export function drawersOf(
  indices: readonly Index[],
  names: Names,
  limits: InventoryLimits,
): { drawers: Drawer[]; beyond: number } {
  const groups = new Map<string, Index[]>();
  for (const index of indices) {
    const key = names.streams.get(index.name) ?? index.name;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  const drawers = [...groups].map(([name, group]) => drawerOf(name, group, names));
  const kept = drawers.sort(byWeight).slice(0, limits.collections);
  return { drawers: kept, beyond: drawers.length - kept.length };
}

function drawerOf(name: string, group: readonly Index[], names: Names): Drawer {
  const members = [...group].sort((left, right) => byText(left.name, right.name));
  const newest = members.at(-1)?.name ?? name;
  const stream = names.streams.get(newest) === name;
  const states = new Set(members.flatMap((index) => statesOf(index, names)));
  // Backing indices are hidden by their nature: that says nothing of the stream.
  if (stream) states.delete('hidden');
  const aliases = new Set([
    ...(names.aliases.get(name) ?? []),
    ...members.flatMap((index) => names.aliases.get(index.name) ?? []),
  ]);
  return {
    mappedBy: newest,
    collection: {
      name,
      kind: stream ? 'data-stream' : 'index',
      records: sum(members.map(({ documents }) => documents)),
      bytes: sum(members.map(({ bytes }) => bytes)),
      created: members.map(({ created }) => created).reduce(earliest, null),
      system: members.every((index) => isSystem(index.name, names)),
      state: [...states].sort(byText),
      aliases: [...aliases].sort(byText),
      fields: [],
      fieldsOmitted: 0,
    },
  };
}

function statesOf({ name, closed, red }: Index, names: Names): string[] {
  const told = (names.states.get(name) ?? []).filter((word) => word !== 'system');
  // Index lifecycle management mounts searchable snapshots under these prefixes.
  const mounted = /^(?:partial|restored)-/.test(name) ? ['searchable-snapshot'] : [];
  return [...told, ...(closed ? ['closed'] : []), ...(red ? ['red'] : []), ...mounted];
}

/** Null only where no member tells. */
function sum(values: readonly (number | null)[]): number | null {
  return values.every((value) => value === null)
    ? null
    : values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function earliest(left: string | null, right: string | null): string | null {
  return left === null || (right !== null && right < left) ? right : left;
}

function byWeight({ collection: left }: Drawer, { collection: right }: Drawer): number {
  return (
    Number(left.system) - Number(right.system) ||
    (right.records ?? 0) - (left.records ?? 0) ||
    byText(left.name, right.name)
  );
}
