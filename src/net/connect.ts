import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import type { TlsFacts } from '../model/channel.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Ledger, Scope } from '../scope/index.ts';
import { Ended, endedBy } from './ended.ts';
import type { Hosts } from './hosts.ts';
import { secure } from './secure.ts';
import { Tap } from './tap.ts';
import type { Watch } from './watch.ts';

/** Starts a TCP connection to an address (never a name) and returns its socket, connecting. */
export type Dialer = (address: string, port: number) => Socket;

export const systemDialer: Dialer = (address, port) =>
  tcpConnect({ host: address, port, noDelay: true, autoSelectFamily: false });

export type Form = 'plain' | 'tls';

export interface Connection {
  readonly socket: Socket;
  readonly tap: Tap;
  readonly tls: TlsFacts | null;
  /** The first error of the socket: undici and streams may come to know a later one only. */
  readonly fault: () => Ended | null;
}

export interface ConnectDeps {
  readonly scope: { readonly permit: Scope['permit']; readonly ledger: Ledger };
  readonly dial: Dialer;
  readonly hosts: Hosts | null;
  readonly tls: { readonly ca: string | null; readonly serverName: string | null };
}

/**
 * A connection to the endpoint's one checked address. The guard is asked here, at every dial, whatever was decided
 * before; beside `udp.ts` nothing below this function knows how to reach an address.
 */
export async function connect(
  endpoint: Endpoint,
  form: Form,
  deps: ConnectDeps,
  watch: Watch,
  handshakeMost: number | null,
  onConnected: () => void,
): Promise<Connection | Ended> {
  const { address, port } = endpoint;
  const refused = forbidden(endpoint, deps);
  if (refused) return refused;
  deps.scope.ledger.dialled(address, port);
  let fault: Ended | null = null;
  const socket = await dialled(deps.dial(address, port), watch, (ended) => {
    fault ??= ended;
  });
  if (socket instanceof Ended) {
    if (socket.kind === 'timeout') deps.hosts?.timedOut(address);
    else if (socket.kind === 'refused') deps.hosts?.answered(address);
    return socket;
  }
  onConnected();
  deps.hosts?.answered(address);
  deps.scope.ledger.connected(address, port);
  if (form === 'plain') return { socket, tap: new Tap(socket), tls: null, fault: () => fault };
  return upgraded(socket, endpoint, deps, watch, handshakeMost, HTTP);
}

/** Why nothing may be sent to this address now, or null. Asked at every dial, of connections and of datagrams. */
export function forbidden(
  { address, port }: Endpoint,
  deps: { readonly scope: Pick<Scope, 'permit'>; readonly hosts?: Hosts | null },
): Ended | null {
  const permission = deps.scope.permit(address, port);
  if (!permission.allowed) return new Ended('stopped', `out of scope (${permission.code}): ${permission.reason}`);
  if (isIP(address) === 0)
    return new Ended('stopped', 'out of scope (not-an-address): only checked addresses are dialled');
  if (deps.hosts?.worthDialling(address) === false) {
    return new Ended('unreachable', 'the host answered on no port; it was given up after 20 time-outs');
  }
  return null;
}

const HTTP: readonly string[] = ['http/1.1'];

/** TLS over a connected socket, from the beginning or from here on. */
export async function upgraded(
  socket: Socket,
  endpoint: Endpoint,
  deps: Pick<ConnectDeps, 'tls'>,
  watch: Watch,
  handshakeMost: number | null,
  alpn: readonly string[],
): Promise<Connection | Ended> {
  const secured = await secure(socket, endpoint.host, deps.tls, watch, handshakeMost, alpn);
  return secured instanceof Ended ? secured : { ...secured, tap: new Tap(secured.socket) };
}

function dialled(socket: Socket, watch: Watch, onFault: (ended: Ended) => void): Promise<Socket | Ended> {
  return new Promise((resolve) => {
    // Stays for the socket's life: whoever uses it later listens too, but an error between two users must not throw.
    socket.on('error', (error) => {
      const ended = endedBy(error);
      onFault(ended);
      resolve(ended);
    });
    socket.once('connect', () => resolve(socket));
    socket.once('close', () => resolve(new Ended('closed', 'the connection closed before it was made')));
    watch.onEnd((ended) => {
      resolve(ended.kind === 'timeout' ? new Ended('timeout', 'no answer to the connection attempt') : ended);
      socket.destroy();
    });
  });
}
