import { type Depth, reaches } from '../model/access.ts';
import type { Engine } from '../model/engine.ts';
import type { Request } from '../model/request.ts';

/** Which requests of an engine's table could be sent at all. */
export interface Allowed {
  readonly depth: Depth;
  readonly sample: boolean;
  readonly login: boolean;
}

export function requestsOf(engine: Engine, allowed: Allowed): readonly (readonly [string, Request])[] {
  return Object.entries(engine.requests).filter(
    ([, { from, safety }]) =>
      reaches(allowed.depth, from) && (safety !== 'sample' || allowed.sample) && (safety !== 'login' || allowed.login),
  );
}

/** Name, class, depth from which it is sent, why; and below it what goes over the wire. */
export function requestTable(requests: readonly (readonly [string, Request])[], indent: string): string {
  const width = Math.max(...requests.map(([name]) => name.length));
  return requests
    .map(([name, request]) => {
      const head = `${name.padEnd(width)}  ${request.safety}, from depth ${request.from}: ${request.why}`;
      return `${indent}${head}\n${indent}${' '.repeat(width)}  ${wire(request)}\n`;
    })
    .join('');
}

function wire(request: Request): string {
  switch (request.kind) {
    case 'http': {
      const query = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${value}`);
      const body = request.body === undefined ? '' : ` ${JSON.stringify(request.body)}`;
      return `${request.method} ${request.path}${query.length === 0 ? '' : `?${query.join('&')}`}${body}`;
    }
    case 'greeting':
      return 'nothing: it listens';
    case 'upgrade':
      return 'one message of its protocol, and TLS where the server agrees';
    case 'datagram':
      return `${request.says ?? 'one message of its protocol'}, in one datagram`;
    case 'stream':
      break;
  }
  return request.says ?? 'one message of its protocol';
}
