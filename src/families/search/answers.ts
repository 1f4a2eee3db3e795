import type { Failure, HttpReply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, text } from '../../wire/json.ts';
import { type Heard, isBusy, isHttp, unheard } from '../rest/answers.ts';

/**
 * What an answer means, whatever the version. `refused`: credentials or rights are wanted. `missing`: no such index.
 * `unsupported`: the server does not know the question. `busy`: 429 or 503, ask no more. `odd`: anything else.
 */
export type Meaning = 'open' | 'refused' | 'missing' | 'unsupported' | 'busy' | 'odd' | 'failed';

export type Answer = Heard<Meaning>;

/** The error's type (`index_not_found_exception`), or up to 1.x the exception's name in front of its `[`. */
export function errorType(json: Json | undefined): string | null {
  const modern = text(at(json, 'error', 'type'));
  if (modern !== null) return modern;
  const error = text(at(json, 'error'));
  if (error === null) return null;
  return /^(?:Remote\w+\[.{0,200}?\]; nested: )?([A-Z]\w{3,80})[[;:]/.exec(error)?.[1] ?? error.slice(0, 200);
}

const NO_INDEX: readonly string[] = ['index_not_found_exception', 'IndexMissingException', 'IndexNotFoundException'];
const NO_HANDLER = /^(?:no handler found for uri|Incorrect HTTP method for uri) \[/i;

export function isIndexMissing(reply: HttpReply): boolean {
  return reply.status === 404 && NO_INDEX.includes(errorType(reply.json()) ?? '');
}

export function readAnswer(reply: HttpReply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const json = reply.json();
  const type = errorType(json);
  const said = `HTTP ${reply.status}${type === null ? '' : ` ${type.slice(0, 80)}`}`;
  return { meaning: meaningOf(reply, json, type), exchange, json, said };
}

function meaningOf(reply: HttpReply, json: Json | undefined, type: string | null): Meaning {
  const { status } = reply;
  if (isBusy(status)) return 'busy';
  if (status === 401 || status === 407) return 'refused';
  if (status === 403) return isClosedIndex(type) ? 'odd' : 'refused';
  if (status >= 200 && status < 300) return json === undefined ? 'odd' : 'open';
  if (isIndexMissing(reply)) return 'missing';
  if (status === 404 || status === 400 || status === 405) return isUnsupported(reply, type) ? 'unsupported' : 'odd';
  return 'odd';
}

/** Up to 5.x a closed index answers 403, which is no refusal of the visitor. */
function isClosedIndex(type: string | null): boolean {
  return type === 'index_closed_exception' || type === 'IndexClosedException' || type === 'ClusterBlockException';
}

function isUnsupported(reply: HttpReply, type: string | null): boolean {
  if (type !== null && NO_HANDLER.test(type)) return true;
  if (type === 'illegal_argument_exception' || type === 'ElasticsearchIllegalArgumentException') return true;
  if (type === 'invalid_index_name_exception' || type === 'InvalidIndexNameException') return true;
  return reply.mediaType === 'text/plain' && NO_HANDLER.test(reply.text().slice(0, 200));
}
