import { seriesOf } from './drift.ts';
import { type Check, type EndpointKey, keyText, type Sighting, standingOf } from './state.ts';

/**
 * A time in which a store lay open, by its edges. It began in (lastProtected, firstOpen] and ended in (lastOpen, closed]. Checks
 * that settled nothing are no edges. All durations are milliseconds.
 */
export interface ExposureWindow {
  readonly endpoint: EndpointKey;
  readonly vantage: string;
  /** Null: nobody looked before, the start is unknown. */
  readonly lastProtected: string | null;
  readonly firstOpen: string;
  readonly lastOpen: string;
  /** First seen protected again; null: open as far as is known. */
  readonly closed: string | null;
  /** Creation of the oldest collection, where no check stands before the first open one: it was not open before there was anything. */
  readonly notBefore: string | null;
  /** What others saw, within the edges. */
  readonly sightings: readonly { readonly openSince: string; readonly source: string }[];
  readonly shortest: number;
  /** Null: no bound is known. Up to now, where it is open. */
  readonly longest: number | null;
  /** From the earliest that it can have begun to the first check that saw it. */
  readonly toDetect: number | null;
  /** From that check to the first that saw it protected; null while it is open. */
  readonly toClose: number | null;
}

/** Exposure windows of each endpoint from each vantage, and the sightings that fit in none of an endpoint's. */
export function windowsOf(
  checks: readonly Check[],
  sightings: readonly Sighting[],
  now: string,
): { readonly windows: readonly ExposureWindow[]; readonly unmatched: readonly Sighting[] } {
  const windows = seriesOf(checks)
    .flatMap(spansOf)
    .map((span) =>
      windowOf(
        span,
        sightings.filter((sighting) => fits(sighting, span, now)),
        now,
      ),
    );
  const unmatched = sightings.filter(
    (sighting) =>
      !windows.some(
        (window) =>
          keyText(window.endpoint) === keyText(sighting.endpoint) &&
          window.sightings.some(
            ({ openSince, source }) => openSince === sighting.openSince && source === sighting.source,
          ),
      ),
  );
  return { windows, unmatched };
}

/** The checks that a window rests on. */
export interface Span {
  readonly before: Check | null;
  readonly first: Check;
  readonly last: Check;
  readonly after: Check | null;
}

/** Of the checks of one endpoint from one vantage, in the order of time. */
export function spansOf(series: readonly Check[]): Span[] {
  const spans: Span[] = [];
  let settled: Check | null = null;
  for (const check of series) {
    const standing = standingOf(check.state);
    if (standing === 'unknown') continue;
    const span = spans.at(-1);
    const going = span !== undefined && span.after === null ? span : null;
    if (standing === 'open' && going === null) spans.push({ before: settled, first: check, last: check, after: null });
    else if (going !== null)
      spans[spans.length - 1] = standing === 'open' ? { ...going, last: check } : { ...going, after: check };
    settled = check;
  }
  return spans;
}

function fits({ endpoint, openSince }: Sighting, { before, first, after }: Span, now: string): boolean {
  if (keyText(endpoint) !== keyText(first.endpoint)) return false;
  const at = Date.parse(openSince);
  return at > (before === null ? -Infinity : Date.parse(before.at)) && at < Date.parse(after?.at ?? now);
}

function windowOf(span: Span, sightings: readonly Sighting[], now: string): ExposureWindow {
  const { before, first, last, after } = span;
  const seen = Date.parse(first.at);
  // Somebody else's word moves the edge of what was seen, not of what was seen protected.
  const earliest = Math.min(seen, ...sightings.map(({ openSince }) => Date.parse(openSince)));
  const notBefore = before === null ? boundOf(first, earliest) : null;
  const begin = before?.at ?? notBefore;
  const end = Date.parse(after?.at ?? now);
  return {
    endpoint: first.endpoint,
    vantage: first.vantage,
    lastProtected: before?.at ?? null,
    firstOpen: first.at,
    lastOpen: last.at,
    closed: after?.at ?? null,
    notBefore,
    sightings: sightings
      .map(({ openSince, source }) => ({ openSince, source }))
      .toSorted((left, right) => Date.parse(left.openSince) - Date.parse(right.openSince)),
    shortest: Math.max(Date.parse(last.at), latestOf(sightings)) - earliest,
    longest: begin === null ? null : Math.max(0, end - Date.parse(begin)),
    toDetect: begin === null ? null : seen - Date.parse(begin),
    toClose: after === null ? null : end - seen,
  };
}

function latestOf(sightings: readonly Sighting[]): number {
  return Math.max(-Infinity, ...sightings.map(({ openSince }) => Date.parse(openSince)));
}

/** A server's clock can be wrong: a creation after the store was seen open bounds nothing. */
function boundOf({ state }: Check, earliest: number): string | null {
  const oldest = state.data?.oldest ?? null;
  if (oldest === null) return null;
  const at = Date.parse(oldest);
  return Number.isNaN(at) || at > earliest ? null : oldest;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** `22 days`, `5 hours`, `3 minutes`: rounded so that "at most", or "at least", holds. */
export function longText(milliseconds: number, round: 'up' | 'down'): string {
  const [size, word] =
    milliseconds >= 2 * DAY
      ? ([DAY, 'day'] as const)
      : milliseconds >= 2 * HOUR
        ? ([HOUR, 'hour'] as const)
        : ([60_000, 'minute'] as const);
  const count = round === 'up' ? Math.ceil(milliseconds / size) : Math.floor(milliseconds / size);
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `4-26 December 2019`, in UTC. */
export function periodText(from: string, to: string): string {
  const [start, end] = [new Date(from), new Date(to)];
  const month = (date: Date) => MONTHS[date.getUTCMonth()] ?? '';
  const day = (date: Date) => `${date.getUTCDate()} ${month(date)} ${date.getUTCFullYear()}`;
  if (day(start) === day(end)) return day(start);
  if (start.getUTCFullYear() !== end.getUTCFullYear()) return `${day(start)} - ${day(end)}`;
  if (start.getUTCMonth() !== end.getUTCMonth()) return `${start.getUTCDate()} ${month(start)} - ${day(end)}`;
  return `${start.getUTCDate()}-${day(end)}`;
}
