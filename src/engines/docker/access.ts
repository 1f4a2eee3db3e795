import { proofsOf } from '../../families/facts/proofs.ts';
import type { Capability, Level } from '../../model/access.ts';
import type { ProbeContext } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import { readAnswer, readContainers, readImages, readInformation, readVersion } from './answers.ts';
import type { DockerChannel } from './requests.ts';

/** The engine asks nobody who they are; a plugin or a proxy before it may. Each part is asked by itself. */
export async function climb(channel: DockerChannel, { tokens }: ProbeContext): Promise<AccessFacts> {
  const banner = readAnswer(await channel.ask('version'));
  const version = readVersion(banner);
  const control = readAnswer(await channel.ask('control', { control: tokens.control }));
  const honeypot = control.meaning === 'open';
  const stop = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const first = stop ? null : readAnswer(await channel.ask('first'));
  const images = stop ? null : readAnswer(await channel.ask('images'));
  const told = stop ? null : readAnswer(await channel.ask('information'));
  const exec = stop ? null : readAnswer(await channel.ask('exec', { control: tokens.control }));
  const containers = first === null ? null : readContainers(first);
  const listed = [
    ...(containers !== null && first !== null ? [first.exchange] : []),
    ...(images !== null && readImages(images) !== null ? [images.exchange] : []),
  ];
  const [running] = containers ?? [];
  const read = running === undefined ? null : await readsFiles(channel, running.id);
  const information = told === null ? null : readInformation(told);
  const asked = [banner, control, first, images, told, exec].filter((answer) => answer !== null);
  const refused = asked.filter(({ meaning }) => meaning === 'refused').map(({ exchange }) => exchange);
  const proved = provedLevel(['banner', true], ['metadata', listed.length > 0], ['read', read !== null]);
  const exposed = listed.length > 0;
  const unknown = honeypot || (!exposed && refused.length === 0);
  // Its own word that nobody decides, and no part of it that is kept back: whoever reaches it starts what he likes.
  const absent = exposed && refused.length === 0 && information?.plugins.length === 0 && exec?.meaning === 'missing';
  const inferred: Level = absent ? 'admin' : proved;
  return {
    service: {
      engine: 'docker',
      version: version?.version ?? null,
      identity: information === null || information.id === null ? {} : { engineId: information.id },
      name: version === null || version.product === 'Docker Engine' ? null : version.product,
    },
    access: {
      proved: unknown ? 'unknown' : proved,
      inferred: unknown ? 'unknown' : inferred,
      capabilities: capabilitiesOf(exposed, read !== null, absent),
      protection: refused.length > 0 ? 'authentication' : null,
      securityLayer: absent ? 'absent' : refused.length > 0 ? 'present' : 'unknown',
      anonymous: null,
      filtered: exposed && refused.length > 0,
      control: honeypot ? 'failed' : ['missing', 'refused'].includes(control.meaning) ? 'passed' : 'not-asked',
      reason: honeypot
        ? 'a page for everything or a honeypot: a container of a random name, which cannot exist, is there'
        : unknown
          ? `neither containers nor a refusal was seen: ${escapeText((first ?? control).said, 160)}`
          : null,
    },
    settings: {
      product: version?.product ?? null,
      build: version?.build ?? null,
      api: version?.api ?? null,
      plugins: information?.plugins ?? [],
      rootless: information?.rootless ?? null,
      containers: information?.containers ?? null,
      images: information?.images ?? null,
    },
    proofs: proofsOf({
      banner: [banner.exchange],
      control: [control.exchange],
      'list-collections': listed,
      'count-records': read === null ? [] : [read],
      'security-layer': absent && told !== null && exec !== null ? [told.exchange, exec.exchange] : [],
      refusal: refused.slice(0, 3),
    }),
    notes: absent
      ? ['a proxy that lets nothing but questions pass would answer alike; nothing was started to find out']
      : [],
  };
}

async function readsFiles(channel: DockerChannel, container: string): Promise<number | null> {
  const reply = await channel.ask('root', { container });
  return reply.ok && reply.status === 200 && 'x-docker-container-path-stat' in reply.headers ? reply.exchange : null;
}

function capabilitiesOf(listed: boolean, read: boolean, absent: boolean): Capability[] {
  const shown: readonly (readonly [Capability, boolean])[] = [
    ['identify', true],
    ['list-collections', listed],
    ['read-records', read],
    ['write-records', absent],
    ['administer', absent],
  ];
  return shown.filter(([, holds]) => holds).map(([capability]) => capability);
}
