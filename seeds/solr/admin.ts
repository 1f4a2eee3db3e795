import { openStore, type Store, type StoreAddress } from './client.ts';
import { CORES, forget, seed, type Variant } from './index.ts';

/** The administrator of a Solr in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function solrAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    wipe: () => forget(store),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

interface Status {
  readonly status: Readonly<
    Record<
      string,
      { readonly startTime: string; readonly index: { readonly version: number; readonly maxDoc: number } }
    >
  >;
}

/**
 * What an audit must leave as it was, by the server's own word: cores with when they were started, versions and documents of their
 * indices, their configuration and schema, and all counters of updates.
 */
async function condition(store: Store): Promise<string> {
  const { status } = (await store.ask('/admin/cores?action=STATUS&indexInfo=true&wt=json')) as Status;
  const cores = Object.entries(status).map(([name, { startTime, index }]) => [
    name,
    startTime,
    index.version,
    index.maxDoc,
  ]);
  const settings = await Promise.all(
    CORES.flatMap((core) => [store.ask(`/${core}/config/overlay?wt=json`), store.ask(`/${core}/schema?wt=json`)]),
  );
  const { metrics } = (await store.ask(
    '/admin/metrics?group=core&prefix=UPDATE.updateHandler&compact=true&wt=json',
  )) as {
    readonly metrics: Readonly<Record<string, Readonly<Record<string, number | { readonly count: number }>>>>;
  };
  // Beside their counts the server keeps rates, which fall by themselves.
  const counted = Object.entries(metrics).map(([core, told]) => [
    core,
    Object.entries(told).map(([name, value]) => [name, typeof value === 'number' ? value : value.count]),
  ]);
  const untimed = JSON.stringify(settings).replaceAll(/"QTime":\d+/g, '"QTime":0');
  return JSON.stringify([cores, untimed, counted], null, 1);
}
