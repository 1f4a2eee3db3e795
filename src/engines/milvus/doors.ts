import { type Answer, readAnswer, readDescribed } from './answers.ts';
import type { MilvusChannel } from './requests.ts';

/** By which of its interfaces the server is asked: two at 19530, of which a version has one or both, and one at 9091. */
export type Form = 'v1' | 'v2' | 'api';

export interface Place {
  readonly form: Form;
  readonly database: string;
}

export const DATABASE = 'default';

export async function listCollections(channel: MilvusChannel, { form, database }: Place): Promise<Answer> {
  return readAnswer(
    form === 'v2'
      ? await channel.ask('v2-list', { database })
      : await channel.ask(form === 'v1' ? 'v1-list' : 'api-list'),
  );
}

export async function describeOne(channel: MilvusChannel, { form, database }: Place, name: string): Promise<Answer> {
  return readAnswer(
    form === 'v2'
      ? await channel.ask('v2-describe', { database, name })
      : await channel.ask(form === 'v1' ? 'v1-describe' : 'api-describe', { name }),
  );
}

/** Records by a query, for which the right to read them is asked. Only collections that are loaded answer. */
export async function queryCount(channel: MilvusChannel, place: Place, name: string): Promise<Answer | null> {
  const { form, database } = place;
  if (form === 'v2') return readAnswer(await channel.ask('v2-count', { database, name }));
  if (form === 'api') return readAnswer(await channel.ask('api-count', { name }));
  const filter = readDescribed(await describeOne(channel, place, name))?.all ?? null;
  return filter === null ? null : readAnswer(await channel.ask('v1-count', { name, filter }));
}

/** Records by the statistics that the server keeps, where it tells them; otherwise by a query. */
export async function countOne(channel: MilvusChannel, place: Place, name: string): Promise<Answer | null> {
  const { form, database } = place;
  if (form === 'v2') return readAnswer(await channel.ask('v2-statistics', { database, name }));
  if (form === 'api') return readAnswer(await channel.ask('api-statistics', { name }));
  return queryCount(channel, place, name);
}
