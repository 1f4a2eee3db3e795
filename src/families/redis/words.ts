import type { Engine, Port } from '../../model/engine.ts';

/** What each level means in the family, for the generated pages. */
export const redisLevels: Engine['levels'] = {
  banner: 'version, mode and role',
  metadata: 'names of keys, by their prefixes; of a sentinel, the stores that it watches',
  read: 'the value of a listed key can be read: an empty part of it was',
  write: 'the anonymous user’s rules allow writing, by the server’s own answer',
  admin: 'they allow all, or the server is of a time before there were users and asks for none',
};

/** The ports of the family by convention. */
export const redisPorts: readonly Port[] = [
  { port: 6379, transport: 'tcp', tls: 'plain', role: 'store' },
  { port: 6380, transport: 'tcp', tls: 'plain', role: 'store' },
  { port: 26379, transport: 'tcp', tls: 'plain', role: 'sentinel' },
];
