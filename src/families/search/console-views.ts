import type { Failure, HttpReply } from '../../model/channel.ts';
import type { Json, Params } from '../../model/request.ts';
import { at, text } from '../../wire/json.ts';
import type { ConsoleRequest } from './console-requests.ts';

export interface ConsoleChannel {
  ask(name: ConsoleRequest | 'whoami', params?: Params): Promise<HttpReply | Failure>;
}

/** Titles of the index patterns, or null where the answer has another shape. */
export function readViews(json: Json | undefined): string[] | null {
  const objects = at(json, 'saved_objects');
  if (!Array.isArray(objects)) return null;
  return (objects as readonly Json[]).flatMap((object) => text(at(object, 'attributes', 'title')) ?? []);
}
