import { SaxesParser } from 'saxes';
import { report } from '../src/model/report.ts';
import { expectationOf, type LabState, type Truth } from '../test/kit/lab-state.ts';
import { differences, saidOf } from '../test/kit/said.ts';

/** A port of a real server, and what is true of it. */
export interface Door {
  readonly state: Pick<LabState, 'name' | 'expect'>;
  readonly port: number;
  readonly truth: Truth;
}

/** What a tool said of a door, and whether that is so. */
export interface Verdict {
  readonly said: string;
  readonly right: boolean;
  /** Where it is not right: how it differs. */
  readonly wrong: readonly string[];
  /** Where counts of records and collections differ, which make no verdict wrong. */
  readonly miscounted: readonly string[];
}

export type Verdicts = ReadonlyMap<number, Verdict>;

const NO_ANSWER: Verdict = { said: '–', right: false, wrong: ['nothing was said of it'], miscounted: [] };
const COUNT = /^(records|collections): /;

export function verdictAt(verdicts: Verdicts, port: number): Verdict {
  return verdicts.get(port) ?? NO_ANSWER;
}

/**
 * A verdict of unlatched is right where outcome, engine, version, levels, protection, classes and alarms are those that the lab expects of
 * the state. Counts are compared beside it. People are counted at a greater depth than that of the bench, and none may be told here.
 */
export function readReport(text: string, doors: readonly Door[]): Verdicts {
  const whole = report.parse(JSON.parse(text));
  return new Map(
    doors.flatMap(({ state, port, truth }): [number, Verdict][] => {
      const endpoints = whole.endpoints.filter((endpoint) => endpoint.port === port);
      if (endpoints.length !== 1) return [];
      const said = saidOf({ ...whole, endpoints, findings: whole.findings.filter((one) => one.port === port) });
      const differing = differences(expectationOf(state, { ...truth, people: null }), said);
      const miscounted = differing.filter((line) => COUNT.test(line));
      const wrong = differing.filter((line) => !COUNT.test(line));
      const level = said.outcome === 'exposed' ? ` (${said.level})` : '';
      return [
        [
          port,
          {
            said: `${said.engine ?? (said.outcome === 'protected' ? 'a login' : 'not named')}: ${said.outcome}${level}`,
            right: wrong.length === 0,
            wrong,
            miscounted,
          },
        ],
      ];
    }),
  );
}

/** Which words of a script of nmap tell that a store is open to nobody in particular, or that it asks for a login. */
const TELLING: readonly { readonly script: string; readonly words: RegExp; readonly is: 'open' | 'protected' }[] = [
  { script: 'redis-info', words: /Version/, is: 'open' },
  { script: 'memcached-info', words: /Authentication:? *no/i, is: 'open' },
  { script: 'memcached-info', words: /Authentication:? *yes/i, is: 'protected' },
  { script: 'mysql-empty-password', words: /account has empty password/, is: 'open' },
  { script: 'mqtt-subscribe', words: /Topics/, is: 'open' },
  { script: 'ldap-search', words: /dn:/, is: 'open' },
  { script: 'http-auth', words: /401 Unauthorized/, is: 'protected' },
];

interface Seen {
  product: string | null;
  readonly scripts: { readonly id: string; readonly output: string }[];
}

/**
 * nmap gives no verdict in words of its own. Its reader is given the benefit of the doubt here: a script that shows what only an open
 * store shows counts as `open`, one that shows a login as `protected`, and either is right where the door is so.
 */
export function readNmap(xml: string, doors: readonly Door[]): Verdicts {
  const seen = portsIn(xml);
  return new Map(
    doors.flatMap(({ state, port }): [number, Verdict][] => {
      const at = seen.get(port);
      if (at === undefined) return [];
      const told = TELLING.find(({ script, words }) =>
        at.scripts.some(({ id, output }) => id === script && words.test(output)),
      );
      const right = told?.is === (state.expect.outcome === 'exposed' ? 'open' : 'protected');
      const said = `${at.product ?? 'not named'}${told === undefined ? '' : `: ${told.is}, by ${told.script}`}`;
      return [[port, { said, right, wrong: right ? [] : ['no sign of it'], miscounted: [] }]];
    }),
  );
}

function portsIn(xml: string): ReadonlyMap<number, Seen> {
  const ports = new Map<number, Seen>();
  const parser = new SaxesParser();
  let here: Seen | null = null;
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'port') ports.set(Number(attributes['portid']), (here = { product: null, scripts: [] }));
    else if (name === 'service' && here !== null) here.product = attributes['product'] ?? null;
    else if (name === 'script') here?.scripts.push({ id: attributes['id'] ?? '', output: attributes['output'] ?? '' });
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'port') here = null;
  });
  parser.write(xml).close();
  return ports;
}
