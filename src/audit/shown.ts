import { maskText } from '../classify/index.ts';
import type { Collection, Egress, Setting } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import { escapeText } from '../support/escape.ts';
import { memoised } from '../support/memo.ts';

/**
 * An observation as it may leave memory: names can be personal (an index named after an e-mail address) or hostile (terminal
 * escapes, right-to-left overrides), so every word of the server is masked and escaped once, here, after it was classified.
 */
export function shown(raw: Observation): Observation {
  const said = {
    ...raw,
    reason: raw.reason && word(raw.reason),
    // Escaped where it was read, as bytes.
    heard: raw.heard && maskText(raw.heard),
  };
  // Without facts there is nothing else of the server in it: most endpoints of a sweep, where nothing listens.
  if (raw.facts === null) return said;
  return {
    ...said,
    facts: {
      ...raw.facts,
      service: {
        ...raw.facts.service,
        version: raw.facts.service.version && word(raw.facts.service.version),
        name: raw.facts.service.name && word(raw.facts.service.name),
        identity: mapValues(raw.facts.service.identity, word),
      },
      access: {
        ...raw.facts.access,
        anonymous: raw.facts.access.anonymous && {
          user: word(raw.facts.access.anonymous.user),
          roles: raw.facts.access.anonymous.roles.map(word),
        },
        reason: raw.facts.access.reason && word(raw.facts.access.reason),
      },
      settings: mapValues(raw.facts.settings, setting),
      notes: raw.facts.notes.map(word),
    },
    inventory: raw.inventory && {
      ...raw.inventory,
      collections: raw.inventory.collections.map(collection),
      egress: distinct(raw.inventory.egress.map(way)),
      signs: raw.inventory.signs.map((sign) => ({ ...sign, collection: word(sign.collection) })),
      settings: mapValues(raw.inventory.settings, setting),
      notes: raw.inventory.notes.map(word),
    },
    egress: distinct(raw.egress.map(way)),
    classes: raw.classes.map((found) => ({ ...found, collection: word(found.collection), field: word(found.field) })),
    measurement: raw.measurement && {
      ...raw.measurement,
      collection: word(raw.measurement.collection),
      field: word(raw.measurement.field),
      skipped: raw.measurement.skipped && word(raw.measurement.skipped),
    },
  };
}

const word = memoised((text) => escapeText(maskText(text)));

function collection(raw: Collection): Collection {
  return {
    ...raw,
    name: word(raw.name),
    aliases: raw.aliases.map(word),
    fields: raw.fields.map((field) => ({
      ...field,
      name: word(field.name),
      type: word(field.type),
      countAs: field.countAs && word(field.countAs),
    })),
  };
}

/** The address of a client is a person's: it was compared with the scope, and its network is all that is left of it. */
function way<T extends Egress>(raw: T): T {
  const client = raw.kind === 'client';
  return {
    ...raw,
    name: client ? raw.name : word(raw.name),
    location: raw.location && escapeText(raw.location),
    host: client ? null : raw.host && escapeText(raw.host),
  };
}

/** Clients of one network become the same once they are masked. */
function distinct<T extends Egress>(ways: readonly T[]): T[] {
  return [...new Map(ways.map((one) => [JSON.stringify(one), one])).values()];
}

function setting(value: Setting): Setting {
  if (typeof value === 'string') return word(value);
  return Array.isArray(value) ? value.map(word) : value;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
