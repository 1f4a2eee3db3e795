import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, InventoryFacts } from '../../model/facts.ts';
import { byText } from '../../support/stable-json.ts';
import { at, count } from '../../wire/json.ts';
import { plainCollection } from '../facts/collections.ts';
import { lookForNames } from '../notes/names.ts';
import { readAnswer } from './answers.ts';
import { drawersOf } from './collections.ts';
import { type ConsoleChannel, readViews } from './console-views.ts';
import { type Index, isSystem, NO_NAMES, readCat } from './indices.ts';
import { readMapping } from './mappings.ts';
import { isAskable } from './requests.ts';

/** What the store behind a console told through it. */
export interface Through {
  readonly indices: readonly Index[];
  readonly count: number | null;
  readonly honeypot: boolean;
  readonly exchanges: readonly number[];
  readonly listExchanges: readonly number[];
  readonly countExchanges: readonly number[];
  /** What came instead of the list. */
  readonly said: string | null;
}

/** The list, one count on a named index, and the same count on the control: nothing is found in an index that cannot exist. */
export async function throughConsole(channel: ConsoleChannel, { tokens }: ProbeContext): Promise<Through> {
  const listed = readAnswer(await channel.ask('through-list'));
  const indices = listed.meaning === 'open' ? readCat(listed.json) : null;
  const nothing: Through = {
    indices: indices ?? [],
    count: null,
    honeypot: false,
    exchanges: [listed.exchange],
    listExchanges: indices === null ? [] : [listed.exchange],
    countExchanges: [],
    said: indices === null ? listed.said : null,
  };
  const chosen = (indices ?? [])
    .filter(({ name, closed, documents }) => isAskable(name) && !closed && documents !== 0)
    .sort(
      (left, right) =>
        rank(left) - rank(right) || (right.documents ?? 0) - (left.documents ?? 0) || byText(left.name, right.name),
    )[0];
  if (chosen === undefined) return nothing;
  const real = readAnswer(await channel.ask('through-count', { index: chosen.name }));
  const control = readAnswer(await channel.ask('through-count', { index: tokens.control }));
  const found = totalOf(real.json);
  const honeypot = (totalOf(control.json) ?? 0) > 0;
  return {
    ...nothing,
    count: honeypot ? null : found,
    honeypot,
    exchanges: [listed.exchange, real.exchange],
    countExchanges: (found ?? 0) > 0 && !honeypot ? [real.exchange] : [],
  };
}

function rank({ name }: Index): number {
  return isSystem(name, NO_NAMES) ? 1 : 0;
}

/** `hits.total`, a number up to 6.x and an object later. */
function totalOf(json: Parameters<typeof at>[0]): number | null {
  return count(at(json, 'hits', 'total', 'value')) ?? count(at(json, 'hits', 'total'));
}

/** Index patterns by name; with `--through-kibana` the indices behind and their fields instead. */
export async function consoleInventory(
  channel: ConsoleChannel,
  access: AccessFacts,
  context: ProbeContext,
): Promise<InventoryFacts> {
  const through = access.access.proved === 'read' ? await throughConsole(channel, context) : null;
  const nothing = { omitted: null, egress: [], signs: [], settings: {}, proofs: {}, notes: [] };
  if (through === null || through.indices.length === 0) {
    const views = readViews(readAnswer(await channel.ask('views')).json) ?? [];
    const collections = [...new Set(views)]
      .sort(byText)
      .map((name) => plainCollection({ name, kind: 'index-pattern', records: null, system: name.startsWith('.') }));
    return { ...nothing, collections };
  }
  const mappings = readAnswer(await channel.ask('through-mappings'));
  const { drawers, beyond } = drawersOf(through.indices, NO_NAMES, context.limits);
  const collections = drawers.map(({ collection }) => {
    const told = at(mappings.json, collection.name);
    if (told === undefined || collection.system) return collection;
    const mapped = readMapping(told, context.limits.fieldsPerCollection);
    return { ...collection, fields: mapped.fields, fieldsOmitted: mapped.omitted };
  });
  return {
    ...nothing,
    collections: collections.sort((left, right) => byText(left.name, right.name)),
    omitted:
      beyond > 0 ? { collections: beyond, reason: `only the ${context.limits.collections} largest are listed` } : null,
    signs: lookForNames(collections),
    proofs: mappings.meaning === 'open' ? { mappings: [mappings.exchange] } : {},
    notes: mappings.meaning === 'open' ? [] : [`fields are not known: mappings were answered with ${mappings.said}`],
  };
}
