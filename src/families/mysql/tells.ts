import { escapeText } from '../../support/escape.ts';
import { readAnswer } from './handshake.ts';
import type { ServerError } from './packets.ts';
import { type Result, readResult } from './results.ts';

const ROWS_AT_MOST = 12;
const CELL_AT_MOST = 160;

/** How an answer to a login stands in a report. */
export function tellAnswer(answer: Uint8Array): string {
  const read = readAnswer(answer);
  if (read === null) return 'no whole answer to a login';
  if (read.kind === 'in') return 'let in without a password';
  return read.kind === 'refused'
    ? tellError(read.error)
    : `another method is asked for: ${read.method ?? 'more of it'}`;
}

/** How an answer to a statement stands in a report: its statements ask for names, settings and numbers, never for values. */
export function tellResult(answer: Uint8Array): string {
  return tell(answer, ({ rows }) => {
    const shown = rows
      .slice(0, ROWS_AT_MOST)
      .map((row) =>
        row.map((cell) => (cell === null ? 'null' : withoutHashes(cell).slice(0, CELL_AT_MOST))).join(' | '),
      );
    return `: ${shown.join('; ')}${rows.length > shown.length ? ' …' : ''}`;
  });
}

/** Only how many rows there are: in them are addresses of people. */
export function tellCount(answer: Uint8Array): string {
  return tell(answer, () => '');
}

function tell(answer: Uint8Array, more: (result: Result & { ok: true }) => string): string {
  const result = readResult(answer);
  if (result === null) return 'no whole answer to a statement';
  if (!result.ok) return tellError(result.error);
  const { length } = result.rows;
  if (length === 0 && result.columns.length === 0) return 'done';
  return `${length} ${length === 1 ? 'row' : 'rows'}${length === 0 ? '' : more(result)}`;
}

/** SHOW GRANTS names the hash of a password, of an account that has one. */
export function withoutHashes(text: string): string {
  return text.replace(/\b(BY PASSWORD|USING|AS) '[^']*'/g, "$1 '…'");
}

function tellError({ code, state, message }: ServerError): string {
  return `error ${code}${state === null ? '' : ` (${state})`}: ${escapeText(message, 200)}`;
}
