import { lookForMiners } from '../../families/notes/miners.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts, Collection, Egress, InventoryFacts } from '../../model/facts.ts';
import { hostOf } from '../../support/address.ts';
import { at, texts } from '../../wire/json.ts';
import { proofsOf } from './access.ts';
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
  const images = readImages(readAnswer(await channel.ask('images')));
  const kept = readAnswer(await channel.ask('volumes'));
  const volumes = readVolumes(kept);
  const information = readInformation(readAnswer(await channel.ask('information')));
  const disks = (containers ?? []).filter(({ hasDisk }) => hasDisk);
  const sockets = (containers ?? []).filter(({ hasSocket }) => hasSocket);
  if (sample !== null) await sampleEnvironments(channel, containers ?? [], sample);
  const cut = (containers?.length ?? 0) >= MOST;
  const names = [
    ...(containers ?? []).flatMap(({ name, image }) => [{ name }, { name: image }]),
    ...(images ?? []).flat().map((name) => ({ name })),
  ];
  const unique = [...new Map(names.map((one) => [one.name, one])).values()];
  return {
    collections: [
      ...collectionOf('containers', information?.containers ?? containers?.length ?? null, containers !== null),
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
      miner: containers === null ? [] : [answer.exchange],
      volumes: volumes === null ? [] : [kept.exchange],
      members: [],
    }),
    notes: [
      ...(cut ? [`${MOST} containers were looked at; there may be more`] : []),
      ...(information?.rootless === true
        ? ['it runs without the rights of root: what it is told to do it does as the user that started it']
        : []),
    ],
  };
}

function collectionOf(name: string, records: number | null, listed: boolean): Collection[] {
  if (!listed) return [];
  return [
    {
      name,
      kind: name,
      records,
      bytes: null,
      created: null,
      system: false,
      state: [],
      aliases: [],
      fields: [],
      fieldsOmitted: 0,
    },
  ];
}

/** What containers were started with goes to the sink and nowhere else. */
async function sampleEnvironments(
  channel: DockerChannel,
  containers: readonly Container[],
  { records, sink }: NonNullable<ProbeContext['sample']>,
): Promise<void> {
  for (const { id } of containers.filter(({ running }) => running).slice(0, records)) {
    const { json } = readAnswer(await channel.ask('inspect', { container: id }));
    for (const line of texts(at(json, 'Config', 'Env'))) {
      const [, field, value = ''] = /^([A-Za-z_]\w{0,100})=(.*)$/s.exec(line) ?? [];
      if (field !== undefined) sink.see('containers', field, value);
    }
  }
}
