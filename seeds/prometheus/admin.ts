import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, type Variant } from './index.ts';

/** The administrator of a Prometheus in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function prometheusAdmin(at: StoreAddress) {
  const store = openStore(at);
  return {
    seed: (variant: string) => seed(store, variant as Variant),
    /** Each state has a server of its own, which begins empty. */
    wipe: () => Promise.resolve(),
    condition: () => condition(store),
    close: () => store.close(),
  };
}

interface Statistics {
  readonly headStats?: { readonly numSeries: number; readonly numLabelPairs: number };
  readonly seriesCountByMetricName: readonly { readonly name: string; readonly value: number }[];
  readonly labelValueCountByLabelName: readonly { readonly name: string; readonly value: number }[];
}

/**
 * What an audit must leave as it was, by the server's own word: series, labels and metrics; of Prometheus also its configuration,
 * when it was loaded and when the server began, and of VictoriaMetrics how many samples were put in.
 */
async function condition(store: Store): Promise<string> {
  const statistics = (await store.ask('/api/v1/status/tsdb')) as Statistics;
  const named = (entries: Statistics['seriesCountByMetricName']) =>
    entries.map(({ name, value }) => `${name} ${value}`).sort();
  const own = (await store.text('/metrics')).split('\n');
  const counters = own.filter((line) =>
    /^(?:vm_rows_inserted_total|vm_http_requests_total\{path="\/api\/v1\/(?:import|admin)|prometheus_tsdb_head_series_(?:created|removed)_total|prometheus_tsdb_tombstone|prometheus_config_last_reload|process_start_time)/.test(
      line,
    ),
  );
  return JSON.stringify(
    [
      statistics.headStats?.numSeries,
      statistics.headStats?.numLabelPairs,
      named(statistics.seriesCountByMetricName),
      named(statistics.labelValueCountByLabelName),
      await store.ask('/api/v1/label/__name__/values'),
      await store.ask('/api/v1/status/config'),
      counters,
    ],
    null,
    1,
  );
}
