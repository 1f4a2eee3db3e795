import type { Egress, Setting } from '../../model/facts.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { listOf } from '../../wire/resp.ts';
import { readAnswer } from './answers.ts';
import type { Information } from './information.ts';
import type { RedisChannel } from './requests.ts';

const MOST_CLIENTS = 10_000;
const MOST_SHOWN = 1_000;
const MOST_NODES = 400;

export interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

/** Where the data goes and who is there: replicas and masters, cluster members, clients, where snapshots are written. */
export async function lookAround(channel: RedisChannel, information: Information | null): Promise<Around> {
  const settings: Record<string, Setting> = {};
  const proofs: Record<string, readonly number[]> = {};
  const egress: Egress[] = [...(information?.links ?? [])];
  settings['replicas'] = egress.filter(({ kind }) => kind === 'replica').length;
  const clients = readAnswer(await channel.ask('clients'));
  if (typeof clients.value === 'string') {
    const networks = readClients(clients.value);
    egress.push(...networks);
    settings['clientNetworks'] = new Set(networks.map(({ location }) => location)).size;
    proofs['clients'] = [clients.exchange];
  }
  if (information?.mode === 'cluster') {
    const nodes = readAnswer(await channel.ask('nodes'));
    if (typeof nodes.value === 'string') {
      egress.push(...readNodes(nodes.value));
      proofs['members'] = [nodes.exchange];
    }
  }
  if (information?.mode !== 'sentinel') {
    for (const [name, setting] of SNAPSHOTS) {
      const answer = readAnswer(await channel.ask(name));
      const value = listOf(answer.value)[1];
      if (typeof value !== 'string') break;
      settings[setting] = value.slice(0, 300);
      proofs['snapshots'] = [...(proofs['snapshots'] ?? []), answer.exchange];
    }
  }
  return { egress, settings, proofs };
}

const SNAPSHOTS = [
  ['directory', 'snapshotDirectory'],
  ['file-name', 'snapshotFile'],
] as const;

/** Clients by their networks, without us: whoever asks for the list is in it with that very command. */
export function readClients(list: string): Egress[] {
  const networks = new Map<string, string>();
  for (const line of list.split('\n', MOST_CLIENTS)) {
    const host = hostOf(/(?:^| )addr=(\S{1,80})/.exec(line)?.[1] ?? '');
    const network = networkOf(host);
    const asks = /(?:^| )cmd=client(?:\||\s|$)/.test(line);
    // Replicas stand in the replication's own list.
    const replica = /(?:^| )flags=\w*[SM]/.test(line);
    if (host !== null && network !== null && !asks && !replica) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .slice(0, MOST_SHOWN)
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}

/** `id ip:port@bus,host flags …`, one line a node; the one that answers calls itself `myself`. */
export function readNodes(list: string): Egress[] {
  return list.split('\n', MOST_NODES).flatMap((line): Egress[] => {
    const [id = '', place = '', flags = ''] = line.split(' ', 3);
    const location = place.replace(/@.*$/, '');
    if (location === '' || flags.split(',').includes('myself')) return [];
    return [{ kind: 'member', name: id.slice(0, 8), location, host: hostOf(bracketed(location)) }];
  });
}

/** `2001:db8::1:6379` says no brackets of its own. */
function bracketed(place: string): string {
  const at = place.lastIndexOf(':');
  return place.indexOf(':') === at ? place : `[${place.slice(0, at)}]${place.slice(at)}`;
}
