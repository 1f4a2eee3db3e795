/** Valkey is filled as Redis is, by the same commands. */
export { redisAdmin } from '../redis/admin.ts';
