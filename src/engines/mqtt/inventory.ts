import { drawersOf, keysAsCollection } from '../../families/keys/drawers.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { bag } from '../../wire/json.ts';
import { versionIn } from './access.ts';
import { delivered, type Published } from './packets.ts';
import type { MqttChannel } from './requests.ts';

const KIND = 'retained messages';

/** How many messages are retained, by the broker's own number; their topics only with `--sample`, for they come with them. */
export async function takeRetained(
  channel: MqttChannel,
  { settings }: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const told = typeof settings['retained'] === 'number' ? settings['retained'] : null;
  const messages = context.sample === null ? null : await sample(channel, context);
  const named = messages === null || messages.length === 0 ? null : byTopic(messages, context);
  const one = keysAsCollection('#', { kind: KIND, type: 'bytes', records: told });
  const bridges = Array.isArray(settings['bridges']) ? settings['bridges'] : [];
  return {
    collections: named ?? (told === 0 || told === null ? [] : [one]),
    omitted: null,
    egress: bridges.map((name): Egress => ({ kind: 'remote-cluster', name, location: null, host: null })),
    signs: [],
    settings: { delivered: messages === null ? null : messages.length },
    proofs: {},
    notes: [
      ...(told === null ? ['the broker tells no numbers of itself: retained messages are not counted'] : []),
      ...(messages === null
        ? ['topics are not named: they come with their messages, which only `--sample` asks for']
        : []),
    ],
  };
}

/** Retained messages, up to a bound; what is published meanwhile may be among them. */
async function sample(channel: MqttChannel, { claim }: ProbeContext): Promise<readonly Published[]> {
  const version = versionIn(claim);
  const reply = await channel.ask('topics', { version });
  return reply.ok ? delivered(reply.bytes, version).messages : [];
}

function byTopic(messages: readonly Published[], { sample: wanted, limits }: ProbeContext): Collection[] {
  const payloads = new Map(messages.map(({ topic, payload }) => [topic, payload]));
  return drawersOf(payloads.keys())
    .slice(0, limits.collections)
    .map(({ pattern, count, examples }) => {
      const fields = new Set<string>();
      for (const topic of examples.slice(0, wanted?.records ?? 0)) {
        for (const [field, value] of Object.entries(recordIn(payloads.get(topic)))) {
          fields.add(field);
          wanted?.sink.see(pattern, field, value);
        }
      }
      const collection = keysAsCollection(pattern, { kind: KIND, type: 'bytes', records: count });
      const own = [...fields]
        .slice(0, limits.fieldsPerCollection)
        .map((name) => ({ name, type: 'json', countAs: null }));
      return own.length === 0 ? collection : { ...collection, fields: own };
    });
}

/** The members of a message that is a JSON object; none of any other. */
function recordIn(payload: Buffer | undefined): Readonly<Record<string, Json>> {
  return bag(parseJson(payload ?? '') as Json | undefined) ?? {};
}
