import { readAnswer } from './wire.ts';

const ROWS_AT_MOST = 12;
const CELL_AT_MOST = 120;
/** Of what is somebody's own, only how much of it there is. */
const QUIET = new Set(['address']);

/** What of an answer in the native protocol may stand in a report: statements ask for names, settings and numbers. */
export function tellAnswer(bytes: Uint8Array): string {
  const answer = readAnswer(bytes);
  if (answer === null) return 'no whole answer of the protocol';
  if (answer.kind === 'hello') return `let in without a password: ${answer.hello.version}`;
  if (answer.kind === 'exception') return `code ${answer.exception.code}: ${answer.exception.message.slice(0, 300)}`;
  const { rows, columns } = answer;
  const many = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  if (columns.some((column) => QUIET.has(column))) return many;
  const shown = rows.slice(0, ROWS_AT_MOST).map((row) => row.map((cell) => cell.slice(0, CELL_AT_MOST)).join(' | '));
  return `${many}: ${shown.join('; ')}${rows.length > ROWS_AT_MOST ? ' …' : ''}`;
}
