import { type Answer, type Cell, readAnswer } from './wire.ts';

const ROWS_AT_MOST = 12;
const CELL_AT_MOST = 120;

/** What of an answer may stand in a report: statements ask for names, settings, numbers and hashes of keys, never for values. */
export function tellAnswer(bytes: Uint8Array): string {
  const answer = readAnswer(bytes);
  return answer === null ? 'no whole answer of the protocol' : tell(answer);
}

/** Of rows that hold somebody's own names, or the hash of a key: how many came. */
export function tellCount(bytes: Uint8Array): string {
  const answer = readAnswer(bytes);
  return answer?.kind === 'rows' ? rows(answer.rows.length) : tellAnswer(bytes);
}

function rows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}

function tell(answer: Answer): string {
  if (answer.kind === 'ready') return 'READY: no login is asked for';
  if (answer.kind === 'authenticate') return `AUTHENTICATE: ${answer.authenticator.slice(0, CELL_AT_MOST)}`;
  if (answer.kind === 'error') {
    return `error 0x${answer.code.toString(16).padStart(4, '0')}: ${answer.message.slice(0, 300)}`;
  }
  if (answer.kind === 'supported') {
    const options = [...answer.options].map(([name, values]) => `${name} ${values.join('/')}`);
    return `SUPPORTED: ${options.join(', ')}`;
  }
  const { length } = answer.rows;
  const shown = answer.rows.slice(0, ROWS_AT_MOST).map((row) => row.map(said).join(' | '));
  return `${rows(length)}: ${shown.join('; ')}${length > ROWS_AT_MOST ? ' …' : ''}`;
}

function said(cell: Cell): string {
  if (cell === null) return 'null';
  return (typeof cell === 'string' ? cell : cell.join(', ')).slice(0, CELL_AT_MOST);
}
