import type { Endpoint } from '../model/endpoint.ts';
import type { LineDeps } from './deps.ts';
import { EndpointLine } from './line.ts';

export type { Dialer } from './connect.ts';
export type { Budget, FullExchange, LineDeps } from './deps.ts';
export { createHosts, type Hosts } from './hosts.ts';
export { UndeclaredRequest } from './line.ts';
export { createRoom } from './room.ts';

/** The way to one endpoint. Nothing is dialled before the first question. Close it when the endpoint is done. */
export function openLine(endpoint: Endpoint, deps: LineDeps): EndpointLine {
  return new EndpointLine(endpoint, deps);
}
