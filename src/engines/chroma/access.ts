import { factsOf } from '../../families/rest/facts.ts';
import type { ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import { at, count, text, texts } from '../../wire/json.ts';
import { type Answer, readAnswer, readCollections, type Told } from './answers.ts';
import type { ChromaChannel } from './requests.ts';

const TENANT = 'default_tenant';
const DATABASE = 'default_database';
/** Collections that are counted for the proof: the first one that holds something ends it. */
const TRIES = 5;

/** Where collections are listed and counted; before 0.6 the paths name neither tenant nor database. */
export interface Place {
  readonly api: 'v2' | 'v1';
  readonly tenant: string;
  readonly database: string;
}

export async function listCollections(channel: ChromaChannel, place: Place, offset: number): Promise<Answer> {
  const { api, tenant, database } = place;
  return readAnswer(
    api === 'v2'
      ? await channel.ask('collections', { tenant, database, offset })
      : await channel.ask('collections-v1', { offset }),
  );
}

export async function countRecords(channel: ChromaChannel, place: Place, id: string): Promise<Answer> {
  const { api, tenant, database } = place;
  return readAnswer(
    api === 'v2' ? await channel.ask('count', { tenant, database, id }) : await channel.ask('count-v1', { id }),
  );
}

/** A tenant and its databases by who we are; then whether its collections are listed and counted. */
export async function climb(channel: ChromaChannel, { claim, tokens }: ProbeContext): Promise<AccessFacts> {
  const api = claim.role === 'v1' ? 'v1' : 'v2';
  const reply = await channel.ask('version', { api });
  const version = readAnswer(reply);
  const { control: random } = tokens;
  const control = readAnswer(
    await (api === 'v2' ? channel.ask('control', { control: random }) : channel.ask('control-v1', { control: random })),
  );
  const honeypot = control.meaning === 'open';
  const stop = honeypot || control.meaning === 'busy' || control.meaning === 'failed';
  const whoami = stop || api === 'v1' ? null : readAnswer(await channel.ask('whoami'));
  const tenant = nameIn(at(whoami?.json, 'tenant')) ?? TENANT;
  const databases = stop || api === 'v1' ? null : readAnswer(await channel.ask('databases', { tenant }));
  const names = databasesIn(databases, whoami);
  const place: Place = { api, tenant, database: names[0] ?? DATABASE };
  const listed = stop ? null : await listCollections(channel, place, 0);
  const collections = listed === null ? null : readCollections(listed);
  const counted = await countOne(channel, place, collections ?? []);
  const asked = [control, whoami, databases, listed, counted].filter((answer) => answer !== null);
  const refused = asked.filter(({ meaning }) => meaning === 'refused');
  const exposed = collections !== null || databases?.meaning === 'open';
  const read = (count(counted?.json) ?? 0) > 0;
  const absent = exposed && refused.length === 0;
  const server = reply.ok ? (reply.headers['server'] ?? null) : null;
  return factsOf({
    service: { engine: 'chroma', version: versionIn(version, server), identity: {}, name: null },
    control: honeypot ? 'failed' : control.meaning === 'missing' ? 'passed' : 'not-asked',
    banner: true,
    listed: exposed,
    whoami: whoami?.meaning === 'open',
    read,
    granted: absent ? 'admin' : null,
    securityLayer: refused.length > 0 ? 'present' : absent ? 'absent' : 'unknown',
    refused,
    reason: honeypot
      ? 'a page for everything or a honeypot: a name that cannot exist is answered like one that does'
      : `neither data nor a refusal was seen: ${asked.at(-1)?.said ?? 'nothing was answered'}`,
    settings: {
      api,
      tenant,
      databases: names,
      implementation: server === 'uvicorn' ? 'python' : server === null ? 'rust' : null,
    },
    proofs: {
      banner: [version],
      control: [control],
      whoami: whoami?.meaning === 'open' ? [whoami] : [],
      'list-collections': collections === null ? (databases?.meaning === 'open' ? [databases] : []) : [listed],
      'count-records': read ? [counted] : [],
      'security-layer': absent ? [whoami?.meaning === 'open' ? whoami : listed] : [],
    },
  });
}

/** The count of the first collection that holds something, or of the last one that was tried. */
async function countOne(channel: ChromaChannel, place: Place, collections: readonly Told[]): Promise<Answer | null> {
  let last: Answer | null = null;
  for (const { id } of collections.slice(0, TRIES)) {
    last = await countRecords(channel, place, id);
    if (last.meaning !== 'open' || (count(last.json) ?? 0) > 0) return last;
  }
  return last;
}

function databasesIn(listed: Answer | null, whoami: Answer | null): string[] {
  const entries = Array.isArray(listed?.json) ? listed.json : [];
  const named = [
    ...entries.flatMap((entry) => nameIn(at(entry, 'name')) ?? []),
    ...texts(at(whoami?.json, 'databases')),
  ];
  return [...new Set(named.filter((name) => nameIn(name) !== null))];
}

/** Names as the server takes them; `*` stands for all of them, and is none. */
function nameIn(value: Parameters<typeof text>[0]): string | null {
  const name = text(value);
  return name !== null && /^[\w.-]{1,512}$/.test(name) ? name : null;
}

/** The server in Rust says 1.0.0 whatever its release: that is the version of its interface. */
function versionIn({ meaning, json }: Answer, server: string | null): string | null {
  const told = meaning === 'open' ? /^\d{1,3}\.\d{1,3}\.\d{1,4}/.exec(text(json) ?? '')?.[0] : undefined;
  return told === undefined || (told === '1.0.0' && server !== 'uvicorn') ? null : told;
}
