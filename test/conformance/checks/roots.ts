import { byText } from '../../../src/support/stable-json.ts';
import type { Breach } from './tree.ts';

/** What stands in the five roots besides the entries of engines. Anything else there is a forgotten or a misnamed engine. */
export const BESIDES: Readonly<Record<string, readonly string[]>> = {
  'src/engines': ['_template', 'registry.gen.ts'],
  rules: ['common.yaml', 'classes', 'versions', 'causes'],
  docker: ['nginx', 'unlatched'],
  seeds: ['people.json', 'incident.yaml', 'cast.ts', 'incident.ts'],
  'test/engines': [],
};

export interface EngineFact {
  readonly id: string;
  /** `replayed` ones have no server to build and to fill. */
  readonly tested: 'real server' | 'replayed';
}

/** What an engine needs to have, by the paths that exist (relative to the root, files only). */
export function rootBreaches(
  engines: readonly EngineFact[],
  paths: readonly string[],
  besides: Readonly<Record<string, readonly string[]>> = BESIDES,
): Breach[] {
  const missing = engines.flatMap(({ id, tested }) => {
    const needs: [string, RegExp][] = [
      [`src/engines/${id}/engine.ts`, /./],
      [`rules/${id}.yaml`, /./],
      [`test/engines/${id}.test.ts`, /./],
      [`test/engines/${id}/*.transcript.json`, new RegExp(`^test/engines/${id}/[^/]+\\.transcript\\.json$`)],
    ];
    if (tested === 'real server') {
      needs.push([`docker/${id}/Dockerfile`, /./], [`seeds/${id}/*`, new RegExp(`^seeds/${id}/`)]);
    }
    return needs
      .filter(([path, pattern]) =>
        path.includes('*') ? !paths.some((one) => pattern.test(one)) : !paths.includes(path),
      )
      .map(([path]) => ({ path, what: `is missing: engine ${id} (${tested}) needs it` }));
  });
  const ids = new Set(engines.map(({ id }) => id));
  const strangers = Object.entries(besides).flatMap(([root, known]) => {
    const entries = new Set(
      paths.filter((path) => path.startsWith(`${root}/`)).map((path) => path.slice(root.length + 1)),
    );
    const tops = new Set([...entries].map((path) => path.split('/')[0] ?? ''));
    return [...tops]
      .filter((top) => !known.includes(top) && !ids.has(top.replace(/\.test\.ts$|\.yaml$/, '')))
      .sort(byText)
      .map((top) => ({ path: `${root}/${top}`, what: 'belongs to no engine; name it in BESIDES if it is shared' }));
  });
  return [...missing, ...strangers];
}
