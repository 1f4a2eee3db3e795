import { proofsOf } from '../../families/facts/proofs.ts';
import { isRefusal } from '../../families/rest/answers.ts';
import type { Capability } from '../../model/access.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, type Egress, type InventoryFacts, provedLevel } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { hostOf, networkOf } from '../../support/address.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count, list, text, texts } from '../../wire/json.ts';
import { versionIn } from './answers.ts';
import type { NatsChannel } from './requests.ts';
import { asCollection, type Stream, streamIn } from './streams.ts';

interface Page {
  readonly kind: 'shown' | 'refused' | 'missing' | 'odd';
  readonly json: Json | undefined;
  readonly exchange: number;
  readonly said: string;
}

function read(reply: Reply | Failure): Page {
  const { exchange } = reply;
  if (!reply.ok || reply.kind !== 'http') {
    return { kind: 'odd', json: undefined, exchange, said: reply.ok ? 'no HTTP' : reply.message };
  }
  const { status } = reply;
  const json = status === 200 ? reply.json() : undefined;
  const refused = isRefusal(status);
  const kind = json !== undefined ? 'shown' : refused ? 'refused' : status === 404 ? 'missing' : 'odd';
  return { kind, json, exchange, said: `HTTP ${status}` };
}

/** The port for monitoring asks nobody who they are, whatever the port for clients does: it has no logins. */
export async function askMonitor(channel: NatsChannel, { tokens, claim }: ProbeContext): Promise<AccessFacts> {
  const varz = read(await channel.ask('varz'));
  const control = read(await channel.ask('monitor-control', { control: tokens.control }));
  const honeypot = control.kind === 'shown';
  const subjects = honeypot ? null : read(await channel.ask('subsz'));
  const kept = honeypot ? null : read(await channel.ask('jsz'));
  const asked = [subjects, kept].filter((page) => page !== null);
  const listing = asked.filter(({ kind, json }) => kind === 'shown' && text(at(json, 'server_id')) !== null);
  const refused = asked.filter(({ kind }) => kind === 'refused').map(({ exchange }) => exchange);
  const proved = provedLevel(['banner', true], ['metadata', listing.length > 0]);
  const settled = listing.length > 0 || refused.length > 0;
  const capabilities: Capability[] =
    listing.length > 0 ? ['identify', 'list-collections', 'count-records'] : ['identify'];
  return {
    service: { engine: 'nats', version: versionIn(varz.json) ?? claim.version, identity: {}, name: null },
    access: {
      proved: settled ? proved : 'unknown',
      inferred: settled ? proved : 'unknown',
      capabilities,
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: refused.length > 0 ? 'present' : listing.length > 0 ? 'absent' : 'unknown',
      anonymous: null,
      filtered: listing.length > 0 && refused.length > 0,
      control: honeypot ? 'failed' : control.kind === 'missing' || control.kind === 'refused' ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a page of a random name, which cannot exist, is shown'
        : settled
          ? null
          : `neither data nor a refusal was seen: ${(subjects ?? control).said}`,
    },
    settings: {
      role: 'monitoring',
      loginAsked: at(varz.json, 'auth_required') === true,
      jetstream: at(varz.json, 'jetstream', 'config') !== undefined,
      subjects: count(at(subjects?.json, 'total')),
      members: texts(at(varz.json, 'cluster', 'urls')).slice(0, 100),
    },
    proofs: proofsOf({
      banner: [varz.exchange],
      control: [control.exchange],
      'list-collections': listing.map(({ exchange }) => exchange),
      refusal: refused,
    }),
    notes: [],
  };
}

/** What the port for monitoring tells of streams and clients. */
export async function monitoredInventory(channel: NatsChannel, { limits }: ProbeContext): Promise<InventoryFacts> {
  const kept = read(await channel.ask('jsz'));
  const streams = list(at(kept.json, 'account_details')).flatMap((account) =>
    list(at(account, 'stream_detail')).flatMap((stream): Stream[] => {
      const told = streamIn(stream, text(at(account, 'name')));
      return told === null ? [] : [told];
    }),
  );
  const connected = read(await channel.ask('connz'));
  const egress = clientsIn(connected.json);
  return {
    collections: streams
      .slice(0, limits.collections)
      .map((stream) => asCollection(stream, [], limits.fieldsPerCollection)),
    omitted:
      streams.length > limits.collections
        ? {
            collections: streams.length - limits.collections,
            reason: `only the first ${limits.collections} are listed`,
          }
        : null,
    egress,
    signs: [],
    settings: { clientNetworks: egress.length, clients: count(at(connected.json, 'num_connections')) },
    proofs: egress.length > 0 ? { clients: [connected.exchange] } : {},
    notes: [],
  };
}

/** Clients by their networks. */
function clientsIn(json: Json | undefined): Egress[] {
  const networks = new Map<string, string>();
  for (const client of list(at(json, 'connections')).slice(0, 1_024)) {
    const host = hostOf(text(at(client, 'ip')) ?? '');
    const network = networkOf(host);
    if (host !== null && network !== null) networks.set(host, network);
  }
  return [...networks]
    .sort(([left], [right]) => byText(left, right))
    .map(([host, network]) => ({ kind: 'client', name: network, location: network, host }));
}
