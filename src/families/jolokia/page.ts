import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count } from '../../wire/json.ts';

/** What Jolokia answers to `read`: beans by their names, or that there is none. */
export interface Page {
  readonly kind: 'shown' | 'missing' | 'refused' | 'odd';
  readonly beans: Readonly<Record<string, Json>>;
  readonly exchange: number;
  readonly said: string;
}

/** Jolokia puts its own status into the answer; the one of HTTP is 200 for all that it was asked. */
export function readPage(reply: Reply | Failure): Page {
  const { exchange } = reply;
  const nothing = { beans: {}, exchange };
  if (!reply.ok || reply.kind !== 'http')
    return { ...nothing, kind: 'odd', said: reply.ok ? 'no HTTP' : reply.message };
  const said = `HTTP ${reply.status}`;
  if (reply.status === 401 || reply.status === 403 || reply.status === 407)
    return { ...nothing, kind: 'refused', said };
  const json = reply.status === 200 ? reply.json() : undefined;
  const status = count(at(json, 'status'));
  const value = at(json, 'value');
  if (status === 200 && value !== undefined) return { exchange, kind: 'shown', beans: bag(value) ?? {}, said };
  return { ...nothing, kind: status === 404 || reply.status === 404 ? 'missing' : 'odd', said };
}
