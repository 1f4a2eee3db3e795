import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

/** A file or folder of SeaweedFS’s filer, by the segments of its path. */
export interface Entry {
  readonly path: readonly string[];
  readonly folder: boolean;
  readonly bytes: number;
}

/** Go’s bit for a folder in a file’s mode. */
const FOLDER = 2 ** 31;

/** What lies in a folder; null where it is no listing of one. */
export function readFolder(reply: Reply | Failure): readonly Entry[] | null {
  if (!reply.ok || reply.kind !== 'http' || reply.status !== 200) return null;
  const json = reply.json();
  if (text(at(json, 'Path')) === null || at(json, 'Entries') === undefined || count(at(json, 'Limit')) === null)
    return null;
  return list(at(json, 'Entries')).flatMap((entry): Entry[] => {
    const path = text(at(entry, 'FullPath'));
    const mode = count(at(entry, 'Mode'));
    if (path === null || mode === null || !path.startsWith('/')) return [];
    // What begins with a point is SeaweedFS's own.
    if (path.includes('/.')) return [];
    return [{ path: path.slice(1).split('/'), folder: mode >= FOLDER, bytes: count(at(entry, 'FileSize')) ?? 0 }];
  });
}

export interface Topology {
  readonly id: string | null;
  readonly collections: readonly string[];
  /** Where the volumes lie: `host:port`. */
  readonly nodes: readonly string[];
}

/** What the master says of its cluster; null where it says nothing of the kind. */
export function readTopology(json: Json | undefined): Topology | null {
  const told = at(json, 'Topology');
  if (bag(told) === null || text(at(json, 'Version')) === null) return null;
  const racks = list(at(told, 'DataCenters')).flatMap((center) => list(at(center, 'Racks')));
  const nodes = racks.flatMap((rack) => list(at(rack, 'DataNodes'))).flatMap((node) => text(at(node, 'Url')) ?? []);
  const collections = [...list(at(told, 'Layouts')), ...list(at(told, 'layouts'))].flatMap(
    (layout) => text(at(layout, 'collection')) ?? [],
  );
  const id = text(at(json, 'TopologyId'));
  return {
    id: id !== null && /^[0-9a-f-]{8,64}$/.test(id) ? id : null,
    collections: [...new Set(collections.filter((name) => name !== ''))],
    nodes: [...new Set(nodes)].slice(0, 200),
  };
}

export interface Files {
  readonly files: number;
  readonly bytes: number;
}

/** Files of each collection, less those that were deleted, as the servers of volumes last told the master. */
export function readVolumes(json: Json | undefined): ReadonlyMap<string, Files> {
  const found = new Map<string, Files>();
  const centers = Object.values(bag(at(json, 'Volumes', 'DataCenters')) ?? {});
  const racks = centers.flatMap((center) => Object.values(bag(center) ?? {}));
  // A volume that is kept twice holds its files once.
  const seen = new Set<number>();
  for (const volume of racks.flatMap((rack) => Object.values(bag(rack) ?? {})).flatMap((node) => list(node))) {
    const [name, id] = [text(at(volume, 'Collection')) ?? '', count(at(volume, 'Id'))];
    if (id === null || seen.has(id)) continue;
    seen.add(id);
    const { files, bytes } = found.get(name) ?? { files: 0, bytes: 0 };
    const many = (count(at(volume, 'FileCount')) ?? 0) - (count(at(volume, 'DeleteCount')) ?? 0);
    found.set(name, { files: files + Math.max(0, many), bytes: bytes + (count(at(volume, 'Size')) ?? 0) });
  }
  return found;
}
