import type { Channel } from '../../model/channel.ts';
import type { HttpRequest, RequestTable } from '../../model/request.ts';

const get = {
  kind: 'http',
  method: 'GET',
  safety: 'metadata',
  from: 'access',
  maxBytes: 256 * 1024,
} as const satisfies Partial<HttpRequest>;

/** Containers that are listed at most. */
export const MOST = 200;

export const dockerRequests = {
  version: {
    ...get,
    safety: 'identify',
    from: 'identify',
    path: '/version',
    why: 'which engine, which version of it and of its interface',
    maxBytes: 64 * 1024,
  },
  control: {
    ...get,
    safety: 'identify',
    path: '/containers/{control}/json',
    why: 'the control: a container that cannot exist has to be missing or refused, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  first: {
    ...get,
    path: '/containers/json',
    query: { limit: '1' },
    why: 'whether containers are listed, by the newest of them',
  },
  images: {
    ...get,
    path: '/images/json',
    why: 'names of the images, which are listed where there are no containers',
    maxBytes: 2 * 1024 * 1024,
  },
  root: {
    ...get,
    method: 'HEAD',
    safety: 'count',
    path: '/containers/{container}/archive',
    query: { path: '/' },
    why: 'the proof: whether files of a running container can be read, by HEAD, which tells of its root that it is a folder and sends nothing of it',
    maxBytes: 16 * 1024,
  },
  information: {
    ...get,
    safety: 'identify',
    path: '/info',
    why: 'whether a plugin decides who may do what, and how many containers and images there are',
  },
  exec: {
    ...get,
    safety: 'identify',
    path: '/exec/{control}/json',
    why: 'whether the part by which programs are started in containers is reached, by one that cannot exist; none is started',
    maxBytes: 64 * 1024,
  },
  containers: {
    ...get,
    from: 'inventory',
    path: '/containers/json',
    query: { all: 'true', limit: String(MOST) },
    why: 'names and images of the containers, and which of them have the host’s disk or the engine’s own socket',
    maxBytes: 2 * 1024 * 1024,
  },
  volumes: {
    ...get,
    from: 'inventory',
    path: '/volumes',
    why: 'names of the volumes, in which databases keep their files',
    maxBytes: 1024 * 1024,
  },
  inspect: {
    ...get,
    safety: 'sample',
    from: 'inventory',
    path: '/containers/{container}/json',
    why: 'the environment of a container, where secrets lie, classified in memory and forgotten; only with --sample',
  },
} as const satisfies RequestTable;

export type DockerTable = typeof dockerRequests;
export type DockerChannel = Channel<DockerTable>;
