import { seriesOf } from './drift.ts';
import { type Check, type EndpointKey, keyText, standingOf } from './state.ts';

/** An endpoint that the latest checks of two vantages judge otherwise. */
export interface Apart {
  readonly endpoint: EndpointKey;
  /** Names of the vantages. */
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

/** By the last check of each vantage that settled something. */
export function vantagesApart(checks: readonly Check[]): Apart[] {
  const last = seriesOf(checks).flatMap(
    (series) => series.findLast(({ state }) => standingOf(state) !== 'unknown') ?? [],
  );
  return [...Map.groupBy(last, ({ endpoint }) => keyText(endpoint)).values()].flatMap((group) => {
    const from = (standing: string) =>
      group.filter(({ state }) => standingOf(state) === standing).map(({ vantage }) => vantage);
    const [open, closed] = [from('open'), from('closed')];
    const [first] = group;
    return first === undefined || open.length === 0 || closed.length === 0
      ? []
      : [{ endpoint: first.endpoint, open, closed }];
  });
}
