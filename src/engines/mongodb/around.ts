import type { AccessFacts, Egress, Setting } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { escapeText } from '../../support/escape.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count, list, text } from '../../wire/json.ts';
import { type Door, viaOf } from './databases.ts';
import type { MongoChannel } from './requests.ts';
import { ask, batchOf, succeeded } from './speak.ts';

interface Around {
  readonly egress: readonly Egress[];
  readonly settings: Readonly<Record<string, Setting>>;
  readonly proofs: Readonly<Record<string, readonly number[]>>;
}

/** Members of its set, hidden ones too, shards behind a router, clients, and users that nobody is asked for. */
export async function lookAround(
  channel: MongoChannel,
  door: Door,
  { settings: known, proofs: shown }: AccessFacts,
): Promise<Around> {
  const settings: Record<string, Setting> = {};
  const proofs: Record<string, readonly number[]> = {};
  const egress: Egress[] = [];
  const via = viaOf(door);
  if (typeof known['setName'] === 'string') {
    const config = await ask(channel, 'config', via);
    const told = list(at(config.document, 'config', 'members'));
    egress.push(...(told.length > 0 ? membersOf(told, known['me']) : helloMembers(known)));
    proofs['members'] = told.length > 0 ? [config.exchange] : (shown['banner'] ?? []);
    settings['hiddenMembers'] = told.length > 0 ? told.filter((member) => at(member, 'hidden') === true).length : null;
  }
  if (known['role'] === 'router') {
    const shards = await ask(channel, 'shards', via);
    const told = list(shards.document['shards']);
    egress.push(...told.flatMap(shardOf));
    settings['shards'] = succeeded(shards) ? told.length : null;
    if (told.length > 0) proofs['members'] = [shards.exchange];
  }
  if (door.via === 'message') {
    const answer = await ask(channel, 'clients');
    const clients = clientsOf(batchOf(answer) ?? []);
    egress.push(...clients);
    settings['clientNetworks'] =
      batchOf(answer) === null ? null : new Set(clients.map(({ location }) => location)).size;
    if (clients.length > 0) proofs['clients'] = [answer.exchange];
  }
  const users = await ask(channel, 'users', via);
  settings['users'] = succeeded(users) ? count(users.document['n']) : null;
  if (settings['users'] !== null) proofs['users'] = [users.exchange];
  return { egress, settings, proofs };
}

function member(name: string, place: string): Egress {
  const location = escapeText(place, 200);
  return { kind: 'member', name, location, host: hostOf(place) };
}

function membersOf(told: readonly Json[], me: Setting | undefined): Egress[] {
  return told.slice(0, 100).flatMap((one) => {
    const place = text(at(one, 'host'));
    if (place === null || place === me) return [];
    const words = [
      ...(at(one, 'hidden') === true ? ['hidden'] : []),
      at(one, 'arbiterOnly') === true ? 'arbiter' : 'member',
    ];
    return [member(words.join(' '), place)];
  });
}

/** Without the hidden ones: what the server says to everybody. */
function helloMembers({ hosts, arbiters, me }: AccessFacts['settings']): Egress[] {
  const named = (places: Setting | undefined, name: string) =>
    (Array.isArray(places) ? (places as readonly string[]) : [])
      .filter((place) => place !== me)
      .map((place) => member(name, place));
  return [...named(hosts, 'member'), ...named(arbiters, 'arbiter')];
}

/** `rs0/a:27018,b:27018`, or one place. */
function shardOf(shard: Json): Egress[] {
  const [name, places] = [text(at(shard, '_id')), text(at(shard, 'host'))];
  if (places === null) return [];
  const bare = places.replace(/^[^/]*\//, '').split(',', 50);
  return bare.map((place) => member(`shard ${escapeText(name ?? '', 80)}`.trim(), place));
}

function clientsOf(rows: readonly Json[]): Egress[] {
  const hosts = new Map<string, string>();
  for (const row of rows) {
    const host = hostOf(text(at(row, '_id')) ?? '');
    const network = networkOf(host);
    if (host !== null && network !== null) hosts.set(host, network);
  }
  return [...hosts]
    .sort(([left], [right]) => byText(left, right))
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}
