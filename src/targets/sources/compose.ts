import { engineOfWord } from '../engine-words.ts';
import type { Reading } from '../from.ts';
import { boundTo } from './bound.ts';
import { type ComposePort, longPorts, shortPorts } from './compose-ports.ts';
import { type ComposeService, composeServices } from './compose-services.ts';
import { interpolate, readVariables, type Variables } from './interpolate.ts';
import { at, itemsOf, parseTrees, type Tree, textOf } from './yaml-tree.ts';

/** A published port with its place. */
interface Published extends ComposePort {
  readonly tree: Tree;
}

/**
 * A compose file with the `.env` beside it. Published ports are endpoints of this host; what is not published is listed as
 * inside, under the name that the network of containers knows. Services of every profile count.
 */
export async function read(reading: Reading): Promise<void> {
  const { source, note } = reading;
  const [root] = parseTrees(await source.text(), source.file);
  const beside = await source.beside('.env').textIfThere();
  const variables = readVariables(beside ?? '');
  const missing = new Set<string>();
  const include = at(root, 'include');
  if (include !== null) note(include.line, 'files of include are not followed: name each with --from compose:FILE');
  for (const service of await composeServices(root ?? null, source)) readService(service, reading, variables, missing);
}

function readService(service: ComposeService, reading: Reading, variables: Variables, missing: Set<string>): void {
  const { add, note } = reading;
  const filled = (tree: Tree | null): string | null => {
    const written = textOf(tree);
    if (tree === null || written === null) return null;
    const { text, unset } = interpolate(written, variables);
    for (const name of unset) {
      if (!missing.has(name)) note(service.lineOf(tree), `the variable ${name} has no value in .env, and no default`);
      missing.add(name);
    }
    return text;
  };
  const image = filled(service.member('image'));
  const word =
    image !== null && engineOfWord(image) !== null
      ? ({ text: image, by: 'image' } as const)
      : ({ text: service.name, by: 'name' } as const);
  const profiles = itemsOf(service.member('profiles')).map((tree) => filled(tree) ?? '');
  const name = `service ${service.name}${profiles.length === 0 ? '' : ` (profile ${profiles.join(', ')})`}`;
  const published = service.lists('ports').flatMap((tree) => readPort(tree, filled, service, reading));
  const onHost = filled(service.member('network_mode')) === 'host';

  for (const { tree, address, published: port, target } of published) {
    if (onHost) continue;
    const place = { line: service.lineOf(tree), column: tree.column, name, word };
    if (port === null) {
      note(
        place.line,
        `${name}: port ${target} is published at a port that Docker chooses: docker compose port ${service.name} ${target} says which`,
      );
      add({ ...place, host: service.name, port: target, bound: 'inside' });
    } else add({ ...place, ...boundTo(address), port });
  }
  const outside = new Set(onHost ? [] : published.map(({ target }) => target));
  const exposed = service
    .lists('expose')
    .flatMap((tree) => shortPorts(filled(tree) ?? '')?.map((port) => ({ ...port, tree })) ?? []);
  const unpublished = [...exposed, ...(onHost ? published : [])].filter(({ target }) => !outside.has(target));
  for (const { tree, target } of unpublished) {
    const place = { line: service.lineOf(tree), column: tree.column, name, word };
    add({ ...place, port: target, ...(onHost ? boundTo('*') : { host: service.name, bound: 'inside' as const }) });
  }
  if (published.length > 0 || exposed.length > 0) return;
  // Neither published nor exposed: the port that such an image listens on.
  const port = reading.usualPort(word.text);
  if (port === null) return;
  const place = { line: service.line, column: service.column, name, word, port };
  add({ ...place, ...(onHost ? boundTo('*') : { host: service.name, bound: 'inside' as const }) });
}

type Fill = (tree: Tree | null) => string | null;

function readPort(tree: Tree, filled: Fill, service: ComposeService, { note }: Reading): Published[] {
  const long = tree.kind === 'map';
  if (long && (filled(at(tree, 'protocol')) ?? 'tcp') !== 'tcp') return [];
  const ports = long
    ? longPorts(filled(at(tree, 'published')), filled(at(tree, 'target')) ?? '', filled(at(tree, 'host_ip')) ?? '')
    : shortPorts(filled(tree) ?? '');
  // As it is written, and not as it is filled in: a variable may be a secret.
  if (ports === null)
    note(
      service.lineOf(tree),
      `service ${service.name}: ${long ? 'this port' : `"${(textOf(tree) ?? '').slice(0, 80)}"`} cannot be read as a port`,
    );
  return (ports ?? []).map((port) => ({ ...port, tree }));
}
