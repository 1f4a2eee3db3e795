import type { ServerResponse } from 'node:http';
import { hostileAnswers } from './hostile-answers.ts';
import type { TestServer } from './servers.ts';
import { SHOP, standIn, USERS } from './stand-in.ts';

/** Where a server that was taken for Elasticsearch turns: what would tell its names, its fields, and the proof. */
const PLACES = {
  list: (path: string) => path.startsWith('/_cat/indices'),
  mapping: (path: string) => path.endsWith('/_mapping'),
  count: (path: string) => path === '/users/_count',
} as const;

export type Place = keyof typeof PLACES;

/** An open Elasticsearch in all but one answer, which is one of `hostileAnswers`. Each is a cluster of its own. */
export function turncoats(): { name: string; place: Place; start: () => Promise<TestServer> }[] {
  return (Object.keys(PLACES) as Place[]).flatMap((place) =>
    Object.entries(hostileAnswers).map(([answer, make]) => {
      const name = `${answer}, for its ${place}`;
      return { name, place, start: () => turning(name, PLACES[place], make()) };
    }),
  );
}

function turning(
  name: string,
  turns: (path: string) => boolean,
  answer: (response: ServerResponse) => void,
): Promise<TestServer> {
  return standIn({ ...SHOP, uuid: name }, (path, response) => {
    const here = turns(path);
    if (here) answer(response);
    return here;
  });
}

/** Words that attack whoever shows them: terminals, log readers, web pages, spreadsheets, JavaScript objects. */
export const HOSTILE_WORDS = [
  '<script>alert(1)</script>',
  '\u001b[2J\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u009b31mred',
  'line\nbreak',
  'carriage\rreturn',
  '\u202egnp_exe',
  '\u2066isolate',
  'zero\u200bwidth',
  '\ud800lone',
  '__proto__',
  "=cmd|' /C calc'!A0",
] as const;

const WORD = HOSTILE_WORDS.join(' ');

/** Really open, and every name that it may choose is an attack on the reader. */
export function hostileNames(): Promise<TestServer> {
  const properties = Object.fromEntries(HOSTILE_WORDS.map((word) => [`email ${word}`, { type: `keyword ${word}` }]));
  return standIn({
    ...SHOP,
    name: WORD,
    uuid: `hostile names ${WORD}`,
    node: { ...SHOP.node, id: WORD, name: WORD },
    indices: [
      USERS,
      ...HOSTILE_WORDS.map((word, place) => ({
        ...USERS,
        name: `people ${word}`,
        uuid: `u${place}`,
        aliases: [`alias ${word}`],
        properties,
      })),
    ],
  });
}

export const REFUSALS = [200, 302, 400, 401, 403, 404, 429, 500, 503] as const;

/** A banner that is believed; all else is answered with this status and in words of the server's own choice. */
export function hostileRefusal(status: (typeof REFUSALS)[number]): Promise<TestServer> {
  return standIn({ ...SHOP, uuid: `answers with ${status}` }, (path, response) => {
    if (path === '/') return false;
    response.writeHead(status, {
      'content-type': 'application/json',
      'www-authenticate': 'Basic realm="\u009b31m"',
      server: '\u009b31m',
    });
    response.end(JSON.stringify({ error: { type: WORD, reason: WORD } }));
    return true;
  });
}
