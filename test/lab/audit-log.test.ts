import { setTimeout } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine, type Standing } from '../kit/lab.ts';
import { audit } from '../kit/lab-audit.ts';

/** Actions of OpenSearch that read: searching and counting, names and settings, health, and who one is. */
const READS =
  /^(indices:(data\/read|monitor)\/|cluster:monitor\/|indices:admin\/(get|mappings\/get|aliases\/get|resolve\/index|data_stream\/get)$|cluster:admin\/(repository|snapshot|ingest\/pipeline)\/get$)/;

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
    // What is asked last is logged last: with it, all that the audit asked for is in the log, and a write would be seen there.
    await tryToWrite(standing);
    const actions = await actionsUntil(standing, before, WRITE);
    expect(actions.filter((action) => !READS.test(action))).toEqual([WRITE]);
    expect(actions.length).toBeGreaterThan(10);
  });
});

const WRITE = 'indices:data/write/index';

/** An anonymous visitor of these states may not: the refusal is logged. */
async function tryToWrite({ target }: Standing): Promise<void> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const { statusCode, body } = await request(`https://${target}/lab-written/_doc/1`, {
    dispatcher,
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  await body.dump();
  await dispatcher.close();
  expect(statusCode).toBe(403);
}

async function actionsUntil(standing: Standing, from: number, last: string): Promise<string[]> {
  for (let waited = 0; waited < 10_000; waited += 100) {
    const actions = actionsOf((await standing.log()).slice(from));
    if (actions.includes(last)) return actions;
    await setTimeout(100);
  }
  throw new Error(`${last} was not logged within 10 s`);
}

/** The debug sink writes each message as a JSON object over many lines; what a visitor asked for is named in one of them. */
function actionsOf(log: string): string[] {
  return [...log.matchAll(/"audit_request_privilege" : "([^"]+)"/g)].map(([, action = '']) => action);
}
