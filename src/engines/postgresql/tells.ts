import { readOpening, readResult } from './wire.ts';

const ROWS_AT_MOST = 12;
const CELL_AT_MOST = 120;
/** What of a server's parameters says something about access. */
const PARAMETERS = ['server_version', 'is_superuser', 'session_authorization', 'default_transaction_read_only'];

/** How an answer to a startup message stands in a report. */
export function tellOpening(answer: Uint8Array): string {
  const opening = readOpening(answer);
  if (opening === null) return 'no whole answer to a startup message';
  if (opening.kind === 'demand') return `a login is asked for: ${opening.method}`;
  if (opening.kind === 'refused') {
    const { code, message } = opening.error;
    return `${opening.trusted ? 'let in without a password, then ' : ''}error ${code}: ${message}`;
  }
  const said = PARAMETERS.map((name) => [name, opening.parameters.get(name)] as const).filter(([, value]) => value);
  return `let in without a password, ready; ${said.map(([name, value]) => `${name} ${value}`).join(', ')}`;
}

/** How an answer to a statement stands in a report: its statements ask for names, settings and numbers, never for values. */
export function tellResult(answer: Uint8Array): string {
  const result = readResult(answer);
  if (result === null) return 'no whole answer to a statement';
  if (!result.ok) return `error ${result.error.code}: ${result.error.message}`;
  const rows = result.rows
    .slice(0, ROWS_AT_MOST)
    .map((row) => row.map((cell) => (cell === null ? 'null' : cell.slice(0, CELL_AT_MOST))).join(' | '));
  const more = result.rows.length > rows.length ? ' …' : '';
  return `${result.rows.length} ${result.rows.length === 1 ? 'row' : 'rows'}: ${rows.join('; ')}${more}`;
}
