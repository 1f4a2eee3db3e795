import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { nearest } from './nearest.ts';
import type { Setting, ValueOf } from './setting.ts';

/** As it is written on a command line, in the environment or in a file, where lists are lists. */
export type Written = string | number | boolean | readonly (string | number)[];

export const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;
export const PORT_RANGE = /^\d{1,5}(?:-\d{1,5})?$/;

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);

/** What was written as the setting's value, or a `Diagnostic` that says what to write instead. */
export function valueOf<S extends Setting>(setting: S, written: Written, where: string): ValueOf<S> {
  return read(setting, written, (what, mend) => {
    throw new Diagnostic(what, { where, mend });
  }) as ValueOf<S>;
}

type Fail = (what: string, mend: string) => never;

function read(setting: Setting, written: Written, fail: Fail): unknown {
  const mend = shapeInWords(setting);
  switch (setting.kind) {
    case 'switch':
      return readSwitch(written, mend, fail);
    case 'choice':
      return readChoice(setting.choices, String(written), fail);
    case 'integer':
      return readInteger(setting, String(written), mend, fail);
    case 'duration':
      return readDuration(setting, String(written), mend, fail);
    case 'text':
    case 'file':
      return String(written) === '' ? fail('nothing stands there', mend) : String(written);
    case 'texts':
      return list(written, setting.commas === true);
    case 'files':
      return list(written, false);
    case 'ports':
      break;
  }
  return readPorts(list(written, true), mend, fail);
}

/** One text is a list with commas (the environment); members of a list are split only where no comma can belong to them. */
function list(written: Written, commas: boolean): string[] {
  const members = typeof written === 'object' ? written.map(String) : String(written).split(',');
  const parts = commas ? members.flatMap((member) => member.split(',')) : members;
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** What to write for a setting, as a mend. */
export function shapeInWords(setting: Setting): string {
  switch (setting.kind) {
    case 'switch':
      return 'write true or false';
    case 'choice':
      return `write one of: ${setting.choices.join(', ')}`;
    case 'integer':
      return `write a whole number from ${setting.min} to ${setting.max}`;
    case 'duration':
      return 'write a number with its unit, such as 500ms, 3s, 2m or 1h';
    case 'text':
      return 'write a text (in quotes where it looks like a number)';
    case 'file':
      return 'write the path of a file';
    case 'texts':
      return 'write a list of texts: [a, b]';
    case 'files':
      return 'write a list of files: [a, b]';
    case 'ports':
      break;
  }
  return 'write ports between 1 and 65535: 9200,9201 or 9200-9205';
}

function readSwitch(written: Written, mend: string, fail: Fail): boolean {
  if (typeof written === 'boolean') return written;
  const text = String(written).toLowerCase();
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  return fail(`"${escapeText(text, 80)}" is neither yes nor no`, mend);
}

function readChoice(choices: readonly string[], text: string, fail: Fail): string {
  if (choices.includes(text)) return text;
  return fail(`there is no "${escapeText(text, 80)}" here`, didYouMean(text, choices));
}

/** `did you mean "high"? known: critical, high, …` */
export function didYouMean(text: string, known: readonly string[]): string {
  const meant = nearest(text, known);
  return `${meant === null ? '' : `did you mean "${meant}"? `}known: ${known.join(', ')}`;
}

function readInteger({ min, max }: { min: number; max: number }, text: string, mend: string, fail: Fail): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  return fail(`"${escapeText(text, 80)}" is no whole number between ${min} and ${max}`, mend);
}

function readDuration({ min, max }: { min: number; max: number }, text: string, mend: string, fail: Fail): number {
  const [, digits, unit] = DURATION.exec(text) ?? [];
  if (digits === undefined || unit === undefined) {
    const unitless = /^\d{1,9}$/.test(text);
    return fail(`"${escapeText(text, 80)}" is no duration`, unitless ? `write ${text}s or ${text}ms` : mend);
  }
  const value = Math.round(Number(digits) * (MILLISECONDS[unit] ?? 1));
  if (value >= min && value <= max) return value;
  const range = `${durationText(min)} to ${durationText(max)}`;
  return fail(`"${text}" is not within ${range}`, `write ${range}`);
}

/** `3000` as `3s`: the largest unit that keeps it whole. */
export function durationText(milliseconds: number): string {
  const unit =
    ['h', 'm', 's'].find((name) => milliseconds > 0 && milliseconds % (MILLISECONDS[name] ?? 1) === 0) ?? 'ms';
  return `${milliseconds / (MILLISECONDS[unit] ?? 1)}${unit}`;
}

function readPorts(parts: readonly string[], mend: string, fail: Fail): readonly number[] {
  const ports = parts.flatMap((part) => {
    const [first = Number.NaN, last = first] = PORT_RANGE.test(part) ? part.split('-').map(Number) : [];
    if (!(first >= 1 && last <= 65_535 && first <= last)) {
      return fail(`"${escapeText(part, 80)}" is no port`, mend);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  if (ports.length === 0) return fail('no port is named', mend);
  return [...new Set(ports)].sort((left, right) => left - right);
}
