import type { Json } from './message.ts';

/** `filter_path` as Elasticsearch applies it: comma-separated dotted paths, `*` within a step; a path keeps all below it. */
export function filterPath(value: Json, expression: string): Json {
  const paths = expression.split(',').map((path) => path.split('.').map(step));
  return keep(value, paths) ?? {};
}

type Step = (key: string) => boolean;

function step(pattern: string): Step {
  const [head = '', tail] = pattern.split('*');
  return tail === undefined ? (key) => key === pattern : (key) => key.startsWith(head) && key.endsWith(tail);
}

function keep(value: Json, paths: readonly (readonly Step[])[]): Json | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  if (isList(value)) {
    const kept = value.map((member) => keep(member, paths)).filter((member) => member !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const rest = paths.filter(([first]) => first?.(key)).map((path) => path.slice(1));
    const below = rest.length === 0 ? undefined : keep(member, rest);
    return below === undefined ? [] : [[key, below] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
