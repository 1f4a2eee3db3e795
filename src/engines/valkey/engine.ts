/**
 * Valkey 7.2 and later, and its sentinels. It goes on from Redis 7.2 and says `redis_version:7.2.4` to those who ask for no
 * more; from 8.0 on it names itself, and where it asks for a login first, it differs in what it says to half a command. A
 * Valkey 7.2 behind a login has no word of its own, and is taken for Redis.
 *
 * What it sends, and why that reads only: as src/engines/redis/engine.ts, the requests of src/families/redis/requests.ts.
 * Wire format: https://valkey.io/topics/protocol/
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
  id: 'valkey',
  title: 'Valkey',
  ports: redisPorts,
  requests: redisRequests,
  identify: identifySteps('valkey'),
  often: true,
  sounds: soundsLikeRedis,
  levels: redisLevels,
  tested: 'real server',
  access: (channel, context) => climb(channel, context, 'valkey'),
  inventory: (channel, access, context) => takeInventory(channel, access, context),
};
