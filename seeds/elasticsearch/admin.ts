import { generationOf } from './collection.ts';
import { seed, type Variant, wipe } from './index.ts';
import { openStore, type Store, type StoreAddress, StoreError } from './store.ts';

/** The administrator of a search server in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function searchAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => wipe(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

/** Questions whose answers an audit must leave as they were; what one version does not know it answers with an error, always the same. */
const QUESTIONS = [
  '/_cluster/settings',
  '/_cluster/state/metadata,blocks',
  '/_all/_settings',
  '/_all/_mapping',
  '/_all/_alias',
  '/_cat/indices?h=index,uuid,status,pri,rep,docs.count,docs.deleted&s=index',
  '/_stats/indexing,docs',
  '/_snapshot',
  '/_ingest/pipeline',
  '/_template',
  '/_index_template',
  '/_component_template',
  '/_data_stream',
] as const;

async function condition(store: Store): Promise<string> {
  const all = generationOf(store) < 5 ? '' : 'expand_wildcards=all';
  const answers: [string, unknown][] = [];
  for (const question of QUESTIONS) {
    const path = question.startsWith('/_all') && all !== '' ? `${question}?${all}` : question;
    try {
      answers.push([path, settled(await store.ask('GET', path))]);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      answers.push([path, `status ${error.status}`]);
    }
  }
  return JSON.stringify(answers, null, 1);
}

/** Without what a server changes by itself: times that pass and throttling. Keys in one order. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value === 'string') return value.includes('\n') ? value.split('\n').sort().join('\n') : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !VOLATILE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, settled(inner)]),
  );
}

const VOLATILE = new Set([
  'index_time_in_millis',
  'throttle_time_in_millis',
  'is_throttled',
  'index_current',
  'delete_time_in_millis',
]);
