import { isBusy, isHttp, isRefusal, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, count, list, text } from '../../wire/json.ts';

/** What an answer means. `refused`: credentials are wanted. `unsupported`: the question is not known, or not taken. `busy`: ask no more. */
export type Meaning = 'open' | 'refused' | 'unsupported' | 'busy' | 'odd' | 'failed';

export interface Answer {
  readonly meaning: Meaning;
  readonly exchange: number;
  /** What stands under `data` in an answer of success. */
  readonly data: Json | undefined;
  /** For people: what came instead of what was hoped for. */
  readonly said: string;
}

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) {
    const { json, ...rest } = unheard(reply);
    return { ...rest, data: json };
  }
  const { status, exchange } = reply;
  const json = reply.json();
  const error = text(at(json, 'errorType'));
  const said = `HTTP ${status}${error === null ? '' : ` ${error.slice(0, 60)}`}`;
  const data = status === 200 && text(at(json, 'status')) === 'success' ? at(json, 'data') : undefined;
  const meaning: Meaning = isBusy(status)
    ? 'busy'
    : isRefusal(status)
      ? 'refused'
      : data !== undefined
        ? 'open'
        : status === 400 || status === 404 || status === 405
          ? 'unsupported'
          : 'odd';
  return { meaning, exchange, data, said };
}

/** The number that `count(…)` gives: 0 where it is of nothing; null where it is no such answer. */
export function countIn(data: Json | undefined): number | null {
  if (text(at(data, 'resultType')) !== 'vector') return null;
  const [sample] = list(at(data, 'result'));
  if (sample === undefined) return 0;
  const [, value] = list(at(sample, 'value'));
  return count(value);
}

export interface Statistics {
  readonly series: number;
  /** How many values labels have, those with most values. */
  readonly values: ReadonlyMap<string, number>;
}

/** Prometheus keeps its head’s statistics under `headStats` (from 2.21 on), VictoriaMetrics in the open. */
export function readStatistics(data: Json | undefined): Statistics | null {
  const series = count(at(data, 'headStats', 'numSeries')) ?? count(at(data, 'totalSeries'));
  if (series === null) return null;
  const values = list(at(data, 'labelValueCountByLabelName'))
    .slice(0, 1_000)
    .flatMap((entry): [string, number][] => {
      const [name, many] = [text(at(entry, 'name')), count(at(entry, 'value'))];
      return name === null || many === null ? [] : [[name, many]];
    });
  return { series, values: new Map(values) };
}
