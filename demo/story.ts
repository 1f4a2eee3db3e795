import { relative } from 'node:path';
import type { Incident } from '../seeds/incident.ts';
import { commandLine } from './audit.ts';
import type { Told } from './replay.ts';
import type { Day, Places } from './verdict.ts';

const WIDTH = 96;
const number = (value: number) => value.toLocaleString('en');

/** The words around the audits; the audits speak for themselves. */
export function opening(incident: Incident): string {
  return [
    rule('The incident, replayed'),
    paragraph(
      `In 2019 a maker of connected cameras copied production data into a database that is easier to query. It was protected when it was made. On ${date(incident.dates.opened)} an employee's mistake removed the protection. Nobody noticed for ${incident.exposedDays} days, until an outsider told the world.`,
    ),
    paragraph(
      `What follows happens on this machine alone: a stand-in for Elasticsearch, a real PostgreSQL (PGlite), and the real unlatched. The counts are set to those that were reported (${number(incident.customers)} customers, ${number(incident.records)} records, ${incident.betaTesters} beta testers); the records are made up. Nobody in them exists.`,
    ),
  ].join('\n');
}

export function before(day: Day, { search, second }: Places, { dates, exposedDays }: Incident): string {
  const ports = [search, second];
  const told: Readonly<Record<Day, readonly [string, string]>> = {
    protected: [`${date(dates.protected)} · protected`, 'The database asks whoever comes for a password.'],
    open: [
      `${date(dates.opened)} · open`,
      `A setting is lost in a change, and port ${search} answers to anybody. On port ${second} of the same host somebody has started a copy that is on no list.`,
    ],
    closed: [
      `${date(dates.published)} · closed, ${exposedDays} days later`,
      'An outsider told. The protection is back, the copy is gone. The same command shows it.',
    ],
  };
  const [title, text] = told[day];
  return [rule(title), paragraph(text), `  $ unlatched ${commandLine(ports).join(' ')}`, ''].join('\n');
}

/** The table where there is something to read, and in any case whether the audit said what it had to. */
export function after({ day, audited, differences }: Told): string {
  const right = differences.length === 0;
  const shown = (right && day !== 'open' ? [] : [audited.table.trimEnd()]).filter(Boolean);
  if (right) return [...shown, `  ✓ exit ${audited.exit}: ${SAID[day]}`].join('\n\n');
  const reasons = differences.map((difference) => `    - ${difference}`).join('\n');
  const said = [audited.progress.trimEnd()].filter(Boolean);
  return [...shown, ...said, `  ✗ exit ${audited.exit}: not what the audit had to say\n${reasons}`].join('\n\n');
}

const SAID: Readonly<Record<Day, string>> = {
  protected: 'protected, nothing to do.',
  open: 'critical. Whose data, how much of it, and what to do now, without reading a record.',
  closed: 'protected again, and nothing else answers.',
};

export function closing(days: readonly Told[], reportFile: string, seconds: number): string {
  const wrong = days.filter(({ differences }) => differences.length > 0).length;
  const verdict =
    wrong === 0
      ? 'All three audits said what they had to.'
      : `${wrong} of ${days.length} audits did not say what they had to.`;
  return [
    rule(verdict),
    paragraph(
      `The counts were set and the records made up. The report of the second day: ${relative(process.cwd(), reportFile)}. It took ${seconds.toFixed(0)} s.`,
    ),
  ].join('\n');
}

function rule(title: string): string {
  return `── ${title} ${'─'.repeat(Math.max(2, WIDTH - title.length - 4))}\n`;
}

function paragraph(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 3 > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return `${[...lines, line].map((part) => `  ${part}`).join('\n')}\n`;
}

function date(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
