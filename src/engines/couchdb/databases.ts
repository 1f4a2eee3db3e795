import { type Answer, informationOf, readAnswer, totalOf } from './answers.ts';
import type { CouchChannel } from './requests.ts';

/** Of so many databases the documents are asked for: each admits others. */
const TRIES = 5;

/** Names that the server gives its own databases. */
export function isSystem(name: string): boolean {
  return name.startsWith('_');
}

export interface Proof {
  readonly database: string | null;
  readonly shown: readonly number[];
  readonly refused: readonly number[];
}

/** A database whose documents may be listed, and which has some. */
export async function proveRead(channel: CouchChannel, names: readonly string[]): Promise<Proof> {
  const shown: { readonly database: string; readonly exchange: number }[] = [];
  const refused: number[] = [];
  for (const database of names.filter((name) => !isSystem(name)).slice(0, TRIES)) {
    const answer = readAnswer(await channel.ask('documents', { database }));
    if (answer.meaning === 'refused') refused.push(answer.exchange);
    if ((totalOf(answer) ?? 0) > 0) shown.push({ database, exchange: answer.exchange });
    if (answer.meaning === 'busy') break;
  }
  const [first] = shown;
  return { database: first?.database ?? null, shown: shown.slice(0, 1).map(({ exchange }) => exchange), refused };
}

/** Of the database that the target's path names. */
export async function proveHere(channel: CouchChannel, root: Answer): Promise<Proof> {
  const answer = readAnswer(await channel.ask('documents-here'));
  const shown = (totalOf(answer) ?? 0) > 0 ? [answer.exchange] : [];
  const refused = answer.meaning === 'refused' ? [answer.exchange] : [];
  return { database: informationOf(root)?.name ?? null, shown, refused };
}
