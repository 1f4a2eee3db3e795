import { plainCollection } from '../../families/facts/collections.ts';
import { proofsOf } from '../../families/facts/proofs.ts';
import { lookForMiners } from '../../families/notes/miners.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, Field, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, texts } from '../../wire/json.ts';
import { type Container, readAnswer, readContainers, readImages, readInformation, readVolumes } from './answers.ts';
import { type DockerChannel, MOST } from './requests.ts';

/** Containers, images and volumes, how many there are of each; names of those that say something are looked at. */
export async function takeInventory(
  channel: DockerChannel,
  _access: AccessFacts,
  { sample }: ProbeContext,
): Promise<InventoryFacts> {
  const answer = readAnswer(await channel.ask('containers'));
  const containers = readContainers(answer);
  const stored = readAnswer(await channel.ask('images'));
  const images = readImages(stored);
  const kept = readAnswer(await channel.ask('volumes'));
  const volumes = readVolumes(kept);
  const told = readAnswer(await channel.ask('information'));
  const information = readInformation(told);
  const disks = (containers ?? []).filter(({ hasDisk }) => hasDisk);
  const sockets = (containers ?? []).filter(({ hasSocket }) => hasSocket);
  const fields = sample === null ? [] : await sampleEnvironments(channel, containers ?? [], sample);
  const cut = (containers?.length ?? 0) >= MOST;
  const names = [
    ...(containers ?? []).flatMap(({ name, image }) => [{ name }, { name: image }]),
    ...(images ?? []).flat().map((name) => ({ name })),
  ];
  const unique = [...new Map(names.map((one) => [one.name, one])).values()];
  return {
    collections: [
      ...collectionOf('containers', information?.containers ?? containers?.length ?? null, containers !== null, fields),
      ...collectionOf('images', images?.length ?? null, images !== null),
      ...collectionOf('volumes', volumes?.length ?? null, volumes !== null),
    ],
    omitted: null,
    egress: (information?.managers ?? [])
      .slice(0, 50)
      .map((place): Egress => ({ kind: 'member', name: 'manager of the swarm', location: place, host: hostOf(place) })),
    signs: lookForMiners(unique),
    settings: { containersWithDisk: disks.length, containersWithSocket: sockets.length },
    proofs: proofsOf({
      containers: containers === null ? [] : [answer.exchange],
      miner: [answer, stored].filter(({ meaning }) => meaning === 'open').map(({ exchange }) => exchange),
      volumes: volumes === null ? [] : [kept.exchange],
      members: (information?.managers.length ?? 0) > 0 ? [told.exchange] : [],
    }),
    notes: [
      ...(cut ? [`${MOST} containers were looked at; there may be more`] : []),
      ...(information?.rootless === true
        ? ['it runs without the rights of root: what it is told to do it does as the user that started it']
        : []),
    ],
  };
}

function collectionOf(
  name: string,
  records: number | null,
  listed: boolean,
  fields: readonly Field[] = [],
): Collection[] {
  if (!listed) return [];
  return [plainCollection({ name, kind: name, records, fields })];
}

const MOST_VARIABLES = 500;

/** What containers were started with goes to the sink and nowhere else; its names are fields. */
async function sampleEnvironments(
  channel: DockerChannel,
  containers: readonly Container[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<Field[]> {
  const names = new Set<string>();
  for (const { id } of containers.filter(({ running }) => running).slice(0, records)) {
    const { json } = readAnswer(await channel.ask('inspect', { container: id }));
    for (const [field, value] of environmentOf(texts(at(json, 'Config', 'Env')))) {
      names.add(field);
      sink.see('containers', field, value);
    }
  }
  return [...names].map((name) => ({ name, type: 'environment', countAs: null }));
}

/** `NAME=value`, as containers write what their programs start with. */
function environmentOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.slice(0, MOST_VARIABLES).flatMap((line): [string, string][] => {
    const [, name, value = ''] = /^([A-Za-z_]\w{0,100})=(.*)$/s.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
}
