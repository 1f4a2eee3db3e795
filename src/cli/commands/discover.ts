import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Scope, stages } from '../../audit/stages.ts';
import { type Known, type KnownEndpoint, knownLabel } from '../../model/discovered.ts';
import type { Target } from '../../model/endpoint.ts';
import { Diagnostic } from '../../support/diagnostic.ts';
import { stableJson } from '../../support/stable-json.ts';
import { scopeOf } from '../audit-setup.ts';
import { columns } from '../columns.ts';
import type { Context } from '../context.ts';
import { readSources } from '../known.ts';
import { readingText } from '../messages.ts';
import { checkDestination, writeReport } from '../output/file.ts';

/** More sources of an endpoint stand in the JSON. */
const MOST_NAMED = 3;

/** What the scope says of an endpoint. `unresolved`: a name that only DNS could place, which nobody asked. */
type Standing = 'in scope' | 'known, not in scope' | 'unresolved' | 'inside';

interface Placed {
  readonly endpoint: KnownEndpoint;
  readonly standing: Standing;
  readonly reason: string | null;
}

/** Lists what sources name, with what the scope says of it. Contacts nothing of it, and resolves no name of it. */
export async function run(context: Context): Promise<number> {
  const config = await context.config();
  const { values } = config;
  if (values.from.length === 0) {
    throw new Diagnostic('no source is named', {
      where: '--from',
      mend: 'write --from KIND:PATH, such as compose:compose.yaml, or --from proc for the sockets of this machine',
    });
  }
  const file = values.write === null ? null : resolve(context.io.folder, values.write);
  if (file !== null) await checkDestination(file, '--write');
  const registry = await stages.registry();
  const scope = await scopeOf(config, registry, context);
  const known = await readSources(values.from, registry, context);
  const placed: Placed[] = [];
  for (const endpoint of known.endpoints) placed.push(await place(endpoint, scope));
  const merged = file === null ? null : await merge(file, known);
  await context.print(context.flags['format'] === 'json' ? jsonOf(placed, known) : tableOf(placed, known));
  if (file !== null && merged !== null) {
    await writeReport(file, [merged.text]);
    if (!values.quiet) context.say(`unlatched: ${file}: ${merged.added} added, ${merged.seen} there before\n`);
  }
  return 0;
}

async function place(endpoint: KnownEndpoint, scope: Scope): Promise<Placed> {
  const { host, port, bound } = endpoint;
  if (bound === 'inside')
    return { endpoint, standing: 'inside', reason: 'reachable only inside a network of containers' };
  const { parseTarget } = await stages.targets();
  const target: Target = { ...parseTarget(knownLabel(endpoint), null), imported: true };
  if (target.host.kind === 'name') {
    const covered = scope.covers(host);
    if (covered === null) return { endpoint, standing: 'unresolved', reason: 'a name: unlatched plan resolves it' };
    return { endpoint, standing: covered ? 'in scope' : 'known, not in scope', reason: null };
  }
  const ports = [{ port: port ?? 1, transport: 'tcp', tls: 'auto' }] as const;
  for await (const item of scope.expand(once(target), ports)) {
    if (item.kind === 'refusal') return { endpoint, standing: 'known, not in scope', reason: item.refusal.reason };
  }
  return { endpoint, standing: 'in scope', reason: null };
}

async function* once(target: Target): AsyncGenerator<Target> {
  yield target;
}

async function merge(file: string, known: Known) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Diagnostic(`it cannot be read: ${readingText(cause)}`, {
      where: file,
      mend: 'name another file with --write',
      cause,
    });
  });
  const { mergeInventory } = await stages.targets();
  return mergeInventory(text, file, known);
}

function tableOf(placed: readonly Placed[], { notes }: Known): string {
  const rows = placed.map(({ endpoint, standing }) => [
    knownLabel(endpoint),
    guessText(endpoint),
    endpoint.bound ?? '',
    standing,
    namedBy(endpoint),
  ]);
  const table =
    rows.length === 0
      ? 'Nothing was found.\n'
      : columns([['endpoint', 'engine', 'bound to', 'scope', 'named by'], ...rows]);
  const remarks =
    notes.length === 0
      ? ''
      : `\nNotes\n${columns(
          notes.map(({ where, what }) => [where, what]),
          '  ',
        )}`;
  const count = (standing: Standing) => placed.filter((one) => one.standing === standing).length;
  const sums = `${placed.length} endpoints: ${count('in scope')} in scope, ${count('known, not in scope')} known and not in scope, ${count('unresolved')} names not resolved, ${count('inside')} inside. Nothing was contacted.`;
  return `${table}${remarks}\n${sums}\n`;
}

function namedBy({ sources }: KnownEndpoint): string {
  const shown = sources
    .slice(0, MOST_NAMED)
    .map(({ kind, file, line, name }) => `${kind}:${file}:${line}${name === null ? '' : ` (${name})`}`);
  return [...shown, ...(sources.length > MOST_NAMED ? [`${sources.length - MOST_NAMED} more`] : [])].join(', ');
}

function guessText({ guess }: KnownEndpoint): string {
  if (guess === null) return '';
  const [first = '', ...more] = guess.engines;
  return `${first}${more.length === 0 ? '' : ` or ${more.length} more`}, by ${guess.by}`;
}

function jsonOf(placed: readonly Placed[], { notes }: Known): string {
  return stableJson({
    schema: 'unlatched/discovered/1',
    endpoints: placed.map(({ endpoint, standing, reason }) => {
      const { host, port, tls, bound, guess, sources } = endpoint;
      return { endpoint: knownLabel(endpoint), host, port, tls, bound, guess, scope: standing, reason, sources };
    }),
    notes,
  });
}
