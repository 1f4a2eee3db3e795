import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, texts } from '../../wire/json.ts';
import { type Answer, readAnswer, readCount, readNames } from './answers.ts';
import { controlName, MANAGEMENT } from './claim.ts';
import { DATABASE, type Form, listCollections, type Place, queryCount } from './doors.ts';
import type { MilvusChannel } from './requests.ts';

/** Collections that are counted for the proof: the first one that holds something ends it. */
const TRIES = 5;

/** At 19530 authorization is on or off; the port for management asks nobody, whichever. */
export async function climb(channel: MilvusChannel, { claim, tokens }: ProbeContext): Promise<AccessFacts> {
  const managed = claim.role === MANAGEMENT;
  const name = controlName(tokens);
  const reply = await channel.ask(managed ? 'api-control' : 'v1-control', { name });
  const control = readAnswer(reply);
  const cors = reply.ok ? (reply.headers['access-control-allow-origin'] ?? null) : null;
  const honeypot = control.meaning === 'open';
  const stop = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const listing = stop ? null : await listFirst(channel, managed);
  const collections = listing === null ? null : readNames(listing.answer);
  const counted = listing === null ? null : await proveRead(channel, listing.place, collections ?? []);
  const users = managed && collections !== null ? readAnswer(await channel.ask('api-users')) : null;
  const asked = [control, listing?.answer, counted, users].flatMap((answer) => answer ?? []);
  const refused = asked.filter(({ meaning }) => meaning === 'refused');
  const exposed = collections !== null;
  const read = counted !== null && (readCount(counted) ?? 0) > 0;
  const trusted = users === null || (users.meaning === 'open' && texts(at(users.data, 'usernames')).length > 0);
  const absent = exposed && refused.length === 0 && trusted;
  return factsOf({
    service: { engine: 'milvus', version: null, identity: {}, name: null },
    control: honeypot ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
    banner: true,
    listed: exposed,
    read,
    granted: absent ? 'admin' : null,
    securityLayer: refused.length > 0 ? 'present' : absent ? 'absent' : 'unknown',
    refused,
    reason: honeypot
      ? 'a page for everything or a honeypot: a collection that cannot exist is answered like one that does'
      : `neither data nor a refusal was seen: ${asked.at(-1)?.said ?? 'nothing was answered'}`,
    settings: {
      role: claim.role,
      form: listing?.place.form ?? null,
      cors,
      corsAny: cors === '*',
      users: users?.meaning === 'open' ? texts(at(users.data, 'usernames')).length : null,
    },
    proofs: {
      banner: [control],
      control: [control],
      cors: cors === null ? [] : [control],
      'list-collections': exposed ? [listing?.answer ?? null] : [],
      'count-records': read ? [counted] : [],
      privileges: users === null ? [] : [users],
      'security-layer': absent ? [users ?? listing?.answer ?? null] : [],
    },
  });
}

/** v2 first: where both are served, v1 knows less. */
async function listFirst(
  channel: MilvusChannel,
  managed: boolean,
): Promise<{ readonly place: Place; readonly answer: Answer }> {
  const forms: readonly Form[] = managed ? ['api'] : ['v2', 'v1'];
  let last: { place: Place; answer: Answer } | null = null;
  for (const form of forms) {
    const place: Place = { form, database: DATABASE };
    last = { place, answer: await listCollections(channel, place) };
    if (last.answer.meaning !== 'off') return last;
  }
  if (last === null) throw new TypeError('there is nothing to ask');
  return last;
}

/** The count of the first collection that holds something, or of the last one that was tried. */
async function proveRead(channel: MilvusChannel, place: Place, names: readonly string[]): Promise<Answer | null> {
  let last: Answer | null = null;
  for (const name of names.slice(0, TRIES)) {
    last = await queryCount(channel, place, name);
    if (last?.meaning === 'refused' || (last !== null && (readCount(last) ?? 0) > 0)) return last;
  }
  return last;
}
