import { plainCollection } from '../../families/facts/collections.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts, Measurement } from '../../model/facts.ts';
import { at, text, texts } from '../../wire/json.ts';
import { readAnswer, readStatistics, type Statistics } from './answers.ts';
import { readConfig } from './config.ts';
import type { PrometheusChannel } from './requests.ts';

const SERIES = 'series';
const MOST_WORDS = 100;

/** Series are one collection: how many there are, by the server’s statistics, and the labels that tell them apart. */
export async function takeInventory(
  channel: PrometheusChannel,
  _access: AccessFacts,
  { limits }: ProbeContext,
): Promise<InventoryFacts> {
  const labels = readAnswer(await channel.ask('labels'));
  const told = readAnswer(await channel.ask('statistics'));
  const statistics = readStatistics(told.data);
  const names = readAnswer(await channel.ask('metrics'));
  const metrics = texts(names.data);
  const answered = readAnswer(await channel.ask('config'));
  const config = readConfig(text(at(answered.data, 'yaml')) ?? '');
  const shown = answered.meaning === 'open';
  const series = seriesOf(texts(labels.data), statistics, limits.fieldsPerCollection);
  return {
    collections: series.records === 0 && series.fields.length === 0 ? [] : [series],
    omitted: null,
    egress: config.sentTo.map(
      ({ url, host }): Egress => ({ kind: 'replica', name: 'remote write', location: url, host }),
    ),
    signs: [],
    settings: {
      metrics: metrics.length,
      metricWords: firstWords(metrics),
      configShown: shown && config.jobs > 0,
      jobs: config.jobs,
      sentTo: config.sentTo.length,
      passwordsShown: config.passwords,
    },
    proofs: {
      ...(told.meaning === 'open' ? { statistics: [told.exchange] } : {}),
      ...(names.meaning === 'open' ? { metrics: [names.exchange] } : {}),
      ...(shown ? { config: [answered.exchange], replicas: [answered.exchange] } : {}),
    },
    notes: statistics === null ? ['it tells no statistics of its store: series were not counted'] : [],
  };
}

function seriesOf(labels: readonly string[], statistics: Statistics | null, most: number): Collection {
  const fields = labels.filter((name) => name !== '__name__');
  return plainCollection({
    name: SERIES,
    kind: 'series',
    records: statistics?.series ?? null,
    fields: fields.map((name) => ({
      name,
      type: 'label',
      countAs: statistics?.values.has(name) === true ? name : null,
    })),
    most,
  });
}

/** `node`, `go`, `shop`: what kinds of metrics there are, without listing thousands. */
function firstWords(metrics: readonly string[]): string[] {
  const words = new Set(metrics.map((name) => /^[A-Za-z]{1,40}/.exec(name)?.[0] ?? ''));
  words.delete('');
  return [...words].sort().slice(0, MOST_WORDS);
}

/** How many values a label has, where the statistics of the store say it: no query is made for it. */
export async function measureLabel(
  channel: PrometheusChannel,
  { collection, field }: { readonly collection: Collection; readonly field: string },
): Promise<Measurement> {
  const told = readAnswer(await channel.ask('statistics'));
  const distinct = readStatistics(told.data)?.values.get(field) ?? null;
  return {
    collection: collection.name,
    field,
    distinct,
    approximate: false,
    skipped: distinct === null ? 'the statistics name the labels with most values, and this is none of them' : null,
    exchange: distinct === null ? null : told.exchange,
  };
}
