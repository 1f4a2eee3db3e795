import { type Heard, isBusy, isHttp, isRefusal, type Meaning, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import { at, bag, count, list, text, texts } from '../../wire/json.ts';

export type Answer = Heard<Meaning>;

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { exchange } = reply;
  const { status } = reply;
  const json = reply.json();
  const words = text(at(json, 'message'));
  const said = `HTTP ${status}${words === null ? '' : `: ${words.slice(0, 120)}`}`;
  const meaning: Meaning = isBusy(status)
    ? 'busy'
    : isRefusal(status)
      ? 'refused'
      : status === 404 && words !== null
        ? 'missing'
        : status === 200
          ? 'open'
          : 'odd';
  return { meaning, exchange, json, said };
}

export interface Version {
  readonly product: 'Docker Engine' | 'Podman' | 'another engine of its interface';
  /** Docker’s own number. */
  readonly version: string | null;
  readonly build: string | null;
  readonly api: string | null;
}

/** Null: it is no answer of an engine to the question about its version. */
export function readVersion({ meaning, json }: Pick<Answer, 'meaning' | 'json'>): Version | null {
  const [build, api] = [text(at(json, 'Version')), text(at(json, 'ApiVersion'))];
  const named = ['Os', 'Arch', 'GoVersion'].every((name) => text(at(json, name)) !== null);
  if (meaning !== 'open' || build === null || api === null || !named || !/^\d{1,2}\.\d{1,3}$/.test(api)) return null;
  const parts = list(at(json, 'Components')).flatMap((part) => text(at(part, 'Name')) ?? []);
  const podman = parts.includes('Podman Engine');
  // Before 17.06 no components are told.
  const docker = parts.includes('Engine') || parts.length === 0;
  return {
    product: podman ? 'Podman' : docker ? 'Docker Engine' : 'another engine of its interface',
    version: docker && !podman ? numberOf(build) : null,
    build: build.slice(0, 60),
    api,
  };
}

function numberOf(version: string): string | null {
  return /^\d{1,2}\.\d{1,2}\.\d{1,3}/.exec(version)?.[0] ?? null;
}

/** Its own words where a plugin says no; nothing else of the engine is on that answer. */
export function isRefusedByPlugin({ meaning, json }: Pick<Answer, 'meaning' | 'json'>): boolean {
  return meaning === 'refused' && /^authorization denied by plugin \S{1,200}: /.test(text(at(json, 'message')) ?? '');
}

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  /** It may change the host’s whole disk. */
  readonly hasDisk: boolean;
  /** It has the engine’s own socket. */
  readonly hasSocket: boolean;
}

/** Null: it is no list of containers. */
export function readContainers({ meaning, json }: Answer): readonly Container[] | null {
  if (meaning !== 'open' || !Array.isArray(json)) return null;
  const told = list(json);
  const containers = told.flatMap((one): Container[] => {
    const id = text(at(one, 'Id')) ?? '';
    if (!/^[0-9a-f]{12,64}$/.test(id)) return [];
    const mounts = list(at(one, 'Mounts')).map((mount) => ({
      source: text(at(mount, 'Source')) ?? '',
      changes: at(mount, 'RW') !== false,
    }));
    return [
      {
        id,
        name: (texts(at(one, 'Names'))[0] ?? '').replace(/^\//, ''),
        image: text(at(one, 'Image')) ?? '',
        running: text(at(one, 'State')) === 'running' || (text(at(one, 'Status')) ?? '').startsWith('Up '),
        hasDisk: mounts.some(({ source, changes }) => changes && /^(?:\/|\/host_mnt|[A-Z]:\\)$/.test(source)),
        hasSocket: mounts.some(({ source }) => source.endsWith('/docker.sock')),
      },
    ];
  });
  return containers.length === 0 && told.length > 0 ? null : containers;
}

/** Names of images; null where it is no list of them. An image without a name is told by nothing. */
export function readImages({ meaning, json }: Answer): readonly (readonly string[])[] | null {
  if (meaning !== 'open' || !Array.isArray(json)) return null;
  const told = list(json);
  if (!told.every((one) => text(at(one, 'Id')) !== null)) return null;
  return told.map((one) => texts(at(one, 'RepoTags')).filter((name) => name !== '<none>:<none>'));
}

/** Names of volumes; null where it is no list of them. */
export function readVolumes({ meaning, json }: Answer): readonly string[] | null {
  const told = at(json, 'Volumes');
  if (meaning !== 'open' || told === undefined) return null;
  return list(told).flatMap((one) => text(at(one, 'Name')) ?? []);
}

export interface Information {
  readonly id: string | null;
  readonly containers: number;
  readonly images: number;
  /** Names of the plugins that decide who may do what. */
  readonly plugins: readonly string[];
  readonly rootless: boolean;
  readonly managers: readonly string[];
}

/** Null: it is no answer of an engine to the question about itself. */
export function readInformation({ meaning, json }: Answer): Information | null {
  const [containers, images] = [count(at(json, 'Containers')), count(at(json, 'Images'))];
  if (meaning !== 'open' || containers === null || images === null || bag(at(json, 'Plugins')) === null) return null;
  const id = text(at(json, 'ID'));
  return {
    id: id !== null && /^[\w:-]{8,80}$/.test(id) ? id : null,
    containers,
    images,
    plugins: texts(at(json, 'Plugins', 'Authorization')).slice(0, 10),
    rootless: texts(at(json, 'SecurityOptions')).some((option) => /^name=rootless\b/.test(option)),
    managers: list(at(json, 'Swarm', 'RemoteManagers')).flatMap((manager) => text(at(manager, 'Addr')) ?? []),
  };
}
