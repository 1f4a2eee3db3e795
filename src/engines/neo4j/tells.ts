import { list, text } from '../../wire/json.ts';
import { readAnswer, readHandshake } from './bolt.ts';

const ROWS_AT_MOST = 12;
const ROW_AT_MOST = 200;

/** How the answer to a handshake stands in a report. */
export function tellHandshake(answer: Uint8Array): string {
  const version = readHandshake(answer);
  return version === null ? 'no version of Bolt' : `Bolt ${version.major}.${version.minor}`;
}

/** How the answer to a greeting or a login does. */
export function tellSummary(answer: Uint8Array): string {
  const read = readAnswer(answer);
  if (read === null) return 'no whole answer';
  return read.failure === null ? `success: ${JSON.stringify(read.success)}` : failed(read.failure);
}

/** How the answer to a statement does: they ask for names, settings and numbers, never for values of properties. */
export function tellResult(answer: Uint8Array): string {
  const read = readAnswer(answer);
  if (read === null) return 'no whole answer to a statement';
  if (read.failure !== null) return failed(read.failure);
  const rows = read.rows.slice(0, ROWS_AT_MOST).map((row) =>
    list(row)
      .map((cell) => text(cell) ?? JSON.stringify(cell))
      .join(' | ')
      .slice(0, ROW_AT_MOST),
  );
  const more = read.rows.length > rows.length ? ' …' : '';
  return `${read.rows.length} ${read.rows.length === 1 ? 'row' : 'rows'}: ${rows.join('; ')}${more}`;
}

function failed({ code, message }: NonNullable<NonNullable<ReturnType<typeof readAnswer>>['failure']>): string {
  return `failure ${text(code) ?? ''}: ${text(message) ?? ''}`;
}
