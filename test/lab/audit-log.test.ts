import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';
import { audit } from '../kit/lab-audit.ts';

/** Actions of OpenSearch that read: searching and counting, names and settings, health, and who one is. */
const READS =
  /^(indices:data\/read\/|indices:monitor\/|cluster:monitor\/|indices:admin\/(get|mappings\/(get|fields\/get)|aliases\/get|resolve\/index|data_stream\/get|shards\/search_shards)|cluster:admin\/(opendistro_security\/|repository\/get|snapshot\/get|script\/get|ingest\/pipeline\/get))/;

const STATES = ['opensearch/2.19.1-anonymous', 'opensearch/2.19.1-filtered'];

const states = (await labStates()).filter(({ name }) => STATES.includes(name));
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe("OpenSearch's own audit log", () => {
  it.for(states.map((state) => [state.name, state] as const))('shows reads alone: %s', async ([, state], context) => {
    needEngine(missing, context);
    const standing = await lab.enter(state);
    const before = (await standing.log()).length;
    await audit(standing);
    const actions = actionsOf((await standing.log()).slice(before));
    expect(actions.length).toBeGreaterThan(3);
    expect(actions.filter((action) => !READS.test(action))).toEqual([]);
  });
});

/** The debug sink writes each message as a JSON object over many lines; what a visitor asked for is named in one of them. */
function actionsOf(log: string): string[] {
  return [...log.matchAll(/"audit_request_privilege" : "([^"]+)"/g)].map(([, action = '']) => action);
}
