import type { HttpReply } from '../../model/channel.ts';
import type { Egress, Setting } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { at, bag, list, text, texts } from '../../wire/json.ts';

/** What stands around the data: who may read it from a web page, where it is copied to, who is connected. */

/** `Access-Control-Allow-Origin` that our made-up origin got: `*`, or itself sent back, lets any web page read. */
export function readCors(reply: HttpReply): Record<string, Setting> {
  const allowed = reply.headers['access-control-allow-origin'] ?? null;
  const any = allowed === '*' || allowed === 'https://unlatched.invalid';
  return {
    cors: allowed === null ? null : allowed.slice(0, 200),
    corsAny: any,
    corsCredentials: any && reply.headers['access-control-allow-credentials'] === 'true',
  };
}

/** Snapshot repositories: type and place, never credentials. */
export function readRepositories(json: Json | undefined): Egress[] | null {
  const repositories = bag(json);
  if (repositories === null || 'error' in repositories) return null;
  return Object.entries(repositories)
    .slice(0, 200)
    .map(([name, told]) => {
      const said = (key: string) => text(at(told, 'settings', key));
      const url = said('url') ?? said('uri') ?? said('endpoint');
      const bucket = said('bucket') ?? said('container');
      const type = text(at(told, 'type')) ?? 'unknown';
      const place = bucket ?? (url === null ? (said('location') ?? said('path')) : withoutUser(url));
      return {
        kind: 'snapshot-repository',
        name,
        location: place === null ? type : `${type} ${place}`,
        host: url === null ? null : hostOf(url),
      };
    });
}

/** Remote clusters: seeds or proxy address, as configured here. */
export function readRemotes(json: Json | undefined): Egress[] | null {
  const remotes = bag(json);
  if (remotes === null || 'error' in remotes) return null;
  return Object.entries(remotes)
    .slice(0, 200)
    .flatMap(([name, told]): Egress[] => {
      const proxy = text(at(told, 'proxy_address'));
      const seeds = [...texts(at(told, 'seeds')), ...(proxy === null || proxy === '' ? [] : [proxy])].slice(0, 20);
      const ways = seeds.map((seed): Egress => ({ kind: 'remote-cluster', name, location: seed, host: hostOf(seed) }));
      return ways.length > 0 ? ways : [{ kind: 'remote-cluster', name, location: null, host: null }];
    });
}

/** Indices that follow a leader in another cluster (`_ccr/info`). */
export function readFollowers(json: Json | undefined): Egress[] | null {
  if (bag(json) === null || at(json, 'error') !== undefined) return null;
  return list(at(json, 'follower_indices'))
    .slice(0, 200)
    .flatMap((told): Egress[] => {
      const name = text(at(told, 'follower_index'));
      const remote = text(at(told, 'remote_cluster'));
      const leader = text(at(told, 'leader_index'));
      return name === null || remote === null
        ? []
        : [{ kind: 'follower', name, location: `${remote}:${leader ?? ''}`, host: null }];
    });
}

/**
 * HTTP clients, each address once and named by its network (/24, /48). The address itself is there to be compared with the scope;
 * it is not kept. Our own requests are left out.
 */
export function readClients(json: Json | undefined): Egress[] {
  const networks = new Map<string, string>();
  for (const node of Object.values(bag(at(json, 'nodes')) ?? {})) {
    for (const client of list(at(node, 'http', 'clients')).slice(0, 10_000)) {
      if (text(at(client, 'agent'))?.startsWith('unlatched/') === true) continue;
      const address = hostOf(text(at(client, 'remote_address')) ?? '');
      const network = networkOf(address);
      if (address !== null && network !== null) networks.set(address, network);
    }
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .slice(0, 1_000)
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}

/** The nodes' own published addresses. */
export function memberWays(members: readonly { readonly name: string; readonly address: string }[]): Egress[] {
  return members
    .slice(0, 400)
    .map(({ name, address }) => ({ kind: 'member', name, location: address, host: hostOf(address) }));
}

function withoutUser(url: string): string {
  return url
    .slice(0, 300)
    .replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1')
    .replace(/[?#].*$/, '');
}
