import {
  type ExposureWindow,
  keptOf,
  longText,
  periodText,
  type Sighting,
  vantagesApart,
  windowsOf,
} from '../../history/index.ts';
import { endpointLabel } from '../../model/endpoint.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { stableJson } from '../../support/stable-json.ts';
import type { Context } from '../context.ts';
import { endpointsMeant, endpointsOf, listFormat, minute, printList, tableText, withHistory } from '../history-view.ts';

/** Exposure windows with their edges; two vantages keep two. */
export async function windows(context: Context): Promise<number> {
  const [word] = context.args;
  const now = new Date().toISOString();
  const [checks, sightings] = await withHistory(context, async (store) => [
    await store.checks(),
    await store.sightings(),
  ]);
  const meant =
    word === undefined ? null : endpointsMeant(word, endpointsOf([...checks, ...sightings])).map(endpointLabel);
  const isMeant = ({ endpoint }: Pick<Sighting, 'endpoint'>) =>
    meant === null || meant.includes(endpointLabel(endpoint));
  const found = windowsOf(checks.filter(isMeant), sightings.filter(isMeant), now);
  const apart = vantagesApart(checks.filter(isMeant));
  await printList(context, { ...found, apart, now }, () => {
    if (found.windows.length === 0 && found.unmatched.length === 0) return 'no endpoint was seen open\n';
    return tableText(
      [
        ['endpoint', 'vantage', 'protected until', 'open from', 'open until', 'closed', 'how long', 'when'],
        ...found.windows.map((window) => row(window, now)),
      ],
      [
        ...found.windows.flatMap(({ endpoint, sightings: seen }) =>
          seen.map((sighting) => sightingLine({ ...sighting, endpoint }, '')),
        ),
        ...found.unmatched.map((sighting) => sightingLine(sighting, ', which no check here bears out')),
        ...apart.map(
          ({ endpoint, open, closed }) =>
            `${endpointLabel(endpoint)} is open from ${open.join(', ')}, and protected from ${closed.join(', ')}`,
        ),
      ],
    );
  });
  return 0;
}

function row(window: ExposureWindow, now: string): string[] {
  const { lastProtected, notBefore, closed, shortest, longest } = window;
  const start = lastProtected ?? notBefore;
  const bound = notBefore === null ? '' : `, not before ${minute(notBefore)}`;
  const most = longest === null ? '' : `${longText(longest, 'up')} at most, `;
  return [
    endpointLabel(window.endpoint),
    window.vantage,
    lastProtected === null ? `start unknown${bound}` : minute(lastProtected),
    minute(window.firstOpen),
    minute(window.lastOpen),
    closed === null ? 'not seen' : minute(closed),
    `${most}${longText(shortest, 'down')} at least`,
    start === null ? `until ${periodText(closed ?? now, closed ?? now)}` : periodText(start, closed ?? now),
  ];
}

function sightingLine({ endpoint, openSince, source }: Omit<Sighting, 'notedAt'>, more: string): string {
  return `${endpointLabel(endpoint)} was seen open on ${minute(openSince)} by others: ${source}${more}`;
}

/** Somebody else's report as an edge, shown as theirs. */
export async function sighting(context: Context): Promise<number> {
  const { values } = await context.config();
  const openSince = dayOf(values.openSince);
  const { source } = values;
  if (source === null) throw new Diagnostic('--source is missing', { where: '--source', mend: 'write who saw it' });
  const noted = await withHistory(context, async (store) => {
    const known = endpointsOf([...(await store.checks()), ...(await store.sightings())]);
    const [endpoint, ...more] = endpointsMeant(context.args[0] ?? '', known);
    if (endpoint === undefined || more.length > 0) {
      throw new Diagnostic('more than one endpoint is meant', { mend: 'write it with its port' });
    }
    const made = { endpoint, openSince, source, notedAt: new Date().toISOString() };
    await store.note(made);
    return made;
  });
  await context.print(listFormat(context) === 'json' ? stableJson(noted) : tableText([[sightingLine(noted, '')]]));
  return 0;
}

function dayOf(text: string | null): string {
  const mend = 'write a day, 2027-01-31, or a time in UTC, 2027-01-31T08:00:00Z';
  if (text === null) throw new Diagnostic('--open-since is missing', { where: '--open-since', mend });
  const time = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  // A day that there is not, such as the 30th of February, is read as one of the next month.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 10))) {
    throw new Diagnostic(`"${text}" is no day and no time`, { where: '--open-since', mend });
  }
  if (time > Date.now()) throw new Diagnostic('it is in the future', { where: '--open-since', mend });
  return new Date(time).toISOString();
}

/** Drops what is older than `--keep`, but never an edge of an open window. */
export async function prune(context: Context): Promise<number> {
  const { values } = await context.config();
  if (values.keep === null) {
    throw new Diagnostic('nothing says how much is to be kept', { where: '--keep', mend: 'write --keep 400d' });
  }
  const cutoff = Date.now() - values.keep;
  const before = new Date(cutoff).toISOString();
  const dropped = await withHistory(context, (store) => store.prune(before, (checks) => keptOf(checks, cutoff)));
  await context.print(
    listFormat(context) === 'json'
      ? stableJson({ before, dropped })
      : `${dropped} checks before ${minute(before)} were dropped\n`,
  );
  return 0;
}
