/**
 * Redis, all versions, and those of its relatives that have no engine of their own (KeyDB, Dragonfly, Kvrocks, Garnet, Redict):
 * each is named for what it says it is. Sentinels too.
 *
 * What it sends: the commands of src/families/redis/requests.ts, as arrays of bulk strings, never inline and never empty (Valkey
 * 9.0.0 to 9.0.2 stops at an empty one). All of them read: names, counts, settings, types. `KEYS` is never sent, nor
 * `MONITOR`, `DEBUG`, `SLOWLOG` or a script; of `CONFIG` two values are read, which hold no secret. What may be read is
 * shown by reading an empty part of a value; what may be written is asked of `ACL GETUSER`, and not tried.
 * Wire format: https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
import {
  climb,
  identifySteps,
  redisLevels,
  redisPorts,
  redisRequests,
  soundsLikeRedis,
  takeInventory,
} from '../../families/redis/index.ts';
import type { Engine } from '../../model/engine.ts';

export const engine: Engine<typeof redisRequests> = {
  id: 'redis',
  title: 'Redis',
  ports: redisPorts,
  requests: redisRequests,
  identify: identifySteps('redis'),
  often: true,
  sounds: soundsLikeRedis,
  levels: redisLevels,
  tested: 'real server',
  access: (channel, context) => climb(channel, context, 'redis'),
  inventory: (channel, access, context) => takeInventory(channel, access, context),
};
