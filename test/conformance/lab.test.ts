import { expect, test } from 'vitest';
import type { Expectation, Transcript } from '../../src/model/transcript.ts';
import { labStates } from '../kit/lab.ts';
import { expectationOf, recordedAs } from '../kit/lab-state.ts';
import { differences, type Said } from '../kit/said.ts';
import { readProject } from './checks/tree.ts';

/** Its list of indices alone is longer than a transcript may be. */
const UNRECORDED = ['elasticsearch/8.4.3-many'];

const states = await labStates();

test('the lab has at least thirty states, each under a name of its own, and twenty of them run everywhere', () => {
  expect(new Set(states.map(({ name }) => name)).size).toBe(states.length);
  expect(states.length).toBeGreaterThanOrEqual(30);
  expect(states.filter(({ ci }) => ci).length).toBeGreaterThanOrEqual(20);
});

test.for(states.filter(({ name }) => !UNRECORDED.includes(name)).map((state) => [state.name, state] as const))(
  '%s is recorded, and its transcript expects what the lab expects',
  ([, state]) => {
    const { engine, state: word } = recordedAs(state);
    const transcript = JSON.parse(readProject(`test/engines/${engine}/${word}.transcript.json`)) as Transcript;
    expect(transcript.server.source).toBe('recorded');
    const { records, collections, people, ...rest } = transcript.expect;
    expect({ records, collections, people, ...rest }).toEqual(expectationOf(state, { records, collections, people }));
    expect([records, collections].every((count) => count !== null)).toBe(state.expect.counted);
  },
);

const TRUTH: Expectation = {
  outcome: 'exposed',
  engine: 'elasticsearch',
  version: '8.4.3',
  level: 'read',
  inferred: 'admin',
  protection: null,
  records: 20_000,
  collections: 1,
  people: 17_000,
  classes: ['email'],
  rules: ['elasticsearch/anonymous-admin'],
};
const { rules, ...same } = TRUTH;
const RIGHT: Said = { ...same, alarms: rules };

test('an audit that says the truth differs in nothing; people may be two in a hundred off', () => {
  expect(differences(TRUTH, RIGHT)).toEqual([]);
  expect(differences(TRUTH, { ...RIGHT, people: 17_340 })).toEqual([]);
});

test.for<Partial<Said>>([
  { outcome: 'inconclusive' },
  { engine: 'opensearch' },
  { version: '8.4.2' },
  { level: 'metadata' },
  { inferred: 'read' },
  { protection: 'authentication' },
  { records: 19_999 },
  { collections: 2 },
  { people: 17_341 },
  { people: null },
  { classes: [] },
  { classes: ['email', 'phone'] },
  { alarms: [] },
  { alarms: ['elasticsearch/anonymous-admin', 'elasticsearch/ransom-note'] },
])('an audit that says otherwise is wrong: %j', (otherwise) => {
  expect(differences(TRUTH, { ...RIGHT, ...otherwise })).toHaveLength(1);
});

test('counts of what could not be seen are wrong', () => {
  const unseen: Expectation = { ...TRUTH, records: null, collections: null, people: null };
  expect(differences(unseen, { ...RIGHT, records: null, collections: null, people: null })).toEqual([]);
  expect(differences(unseen, RIGHT)).toHaveLength(3);
});
