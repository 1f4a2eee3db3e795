import type { Json } from '../../model/request.ts';
import { at, type Bag, bag, count, list, text } from '../../wire/json.ts';
import { readAnswer } from './wire.ts';

const NAMES_AT_MOST = 12;
/** Of a hello, a build and a count. */
const SHOWN = [
  'isWritablePrimary',
  'ismaster',
  'secondary',
  'arbiterOnly',
  'msg',
  'setName',
  'maxWireVersion',
  'version',
  'ferretdbVersion',
  'modules',
  'n',
];

/** How an answer stands in a report: errors, names and numbers. What else it holds is left out. */
export function tellAnswer(answer: Uint8Array): string {
  const documents = readAnswer(answer);
  if (documents === null) return 'no whole answer to a command';
  const [document = {}] = documents;
  const error = text(document['errmsg']) ?? text(document['$err']);
  if (error !== null) return `error ${count(document['code']) ?? ''} ${text(document['codeName']) ?? ''}: ${error}`;
  const told =
    tellUsers(document) ??
    tellNames('databases', list(document['databases'])) ??
    tellNames('rows', list(at(document, 'cursor', 'firstBatch'))) ??
    tellNames('rows', documents.length > 1 || document['ok'] === undefined ? documents : []) ??
    tellLog(document);
  return told ?? tellShown(document);
}

function tellUsers(document: Bag): string | null {
  const info = bag(document['authInfo']);
  if (info === null) return null;
  const users = list(info['authenticatedUsers']).map((user) => text(at(user, 'user')) ?? '?');
  const who = users.length === 0 ? 'nobody is logged in' : `logged in as ${users.join(', ')}`;
  return `${who}; ${list(info['authenticatedUserPrivileges']).length} privileges`;
}

function tellNames(what: string, members: readonly Json[]): string | null {
  if (members.length === 0) return null;
  const names = members.slice(0, NAMES_AT_MOST).map((member) => text(at(member, 'name')) ?? numbersOf(member));
  return `${members.length} ${members.length === 1 ? what.slice(0, -1) : what}: ${names.join(', ')}${members.length > names.length ? ', …' : ''}`;
}

/** Of a row without a name its numbers alone. */
function numbersOf(member: Json): string {
  const numbers = Object.entries(bag(member) ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : [],
  );
  return numbers.join(' ') || '…';
}

function tellLog(document: Bag): string | null {
  return Array.isArray(document['log']) ? `${list(document['log']).length} warnings` : null;
}

function tellShown(document: Bag): string {
  const shown = SHOWN.filter((name) => document[name] !== undefined).map(
    (name) => `${name} ${JSON.stringify(document[name])}`,
  );
  return shown.length > 0 ? shown.join(', ') : `an answer with ${Object.keys(document).sort().join(', ')}`;
}
