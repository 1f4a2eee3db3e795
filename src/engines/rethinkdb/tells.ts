import { at, count, list, text } from '../../wire/json.ts';
import { isOldRefusal, readAnswer, readText } from './wire.ts';

const NAMES_AT_MOST = 12;

/** How a handshake stands in a report: numbers and secrets in it are left out. */
export function tellText(answer: Uint8Array): string {
  if (isOldRefusal(answer)) return 'it knows no such version of the protocol: before 2.3';
  const said = readText(answer);
  if (said === undefined) return 'no text of this protocol';
  const error = text(at(said, 'error'));
  if (error !== null) return `error ${count(at(said, 'error_code')) ?? ''}: ${error}`;
  const version = text(at(said, 'server_version'));
  return version === null ? 'success' : `server version ${version}`;
}

/** Names and numbers alone. */
export function tellAnswer(answer: Uint8Array): string {
  const json = readAnswer(answer);
  const told = list(at(json, 'r')).flatMap((one) => (Array.isArray(one) ? list(one) : [one]));
  if (Number(at(json, 't')) >= 16) return `error: ${text(told[0]) ?? '?'}`;
  const shown = told.slice(0, NAMES_AT_MOST).map((one) => {
    if (typeof one === 'string' || typeof one === 'number') return String(one);
    return text(at(one, 'name')) ?? '…';
  });
  return `${shown.join(', ')}${told.length > shown.length ? ', …' : ''}`;
}
