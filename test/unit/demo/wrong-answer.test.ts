import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { audit } from '../../../demo/audit.ts';
import { clusterOf } from '../../../demo/incident.ts';
import { freePort } from '../../../demo/ports.ts';
import { answer } from '../../../demo/stand-in/answer.ts';
import { type Answer, json, type Request } from '../../../demo/stand-in/message.ts';
import { serve } from '../../../demo/stand-in/server.ts';
import { type Day, differences } from '../../../demo/verdict.ts';
import { readIncident } from '../../../seeds/incident.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** A whole process, from source. */
const MOST_MILLISECONDS = 60_000;

const incident = await readIncident();
const folder = await mkdtemp(join(tmpdir(), 'unlatched-demo-'));
afterAll(() => rm(folder, { recursive: true }));

/** One day of the demonstration without its second database, with a stand-in that may answer wrongly. */
async function day(name: Day, secured: boolean, wrong: (request: Request) => Answer | null): Promise<string[]> {
  const cluster = clusterOf(incident, secured, 9200);
  const standIn = await serve((request) => wrong(request) ?? answer(cluster, request), 0);
  const places = { search: standIn.port, second: await freePort(0) };
  const audited = await audit([places.search, places.second], join(folder, `${name}.json`), PROGRAM);
  await standIn.close();
  return differences(name, audited, incident, places);
}

describe('the demonstration, with a stand-in that answers wrongly', () => {
  it('is content with a stand-in that is protected', { timeout: MOST_MILLISECONDS }, async () => {
    expect(await day('protected', true, () => null)).toEqual([]);
  });

  it('fails where the day of protection is open', { timeout: MOST_MILLISECONDS }, async () => {
    const said = await day('protected', false, () => null);
    expect(said).toContain('exit code: 1, expected 0');
    expect(said).toContainEqual(expect.stringMatching(/protected, the report says: \d+ exposed/));
  });

  it('fails where an index that cannot exist is answered like one that does', {
    timeout: MOST_MILLISECONDS,
  }, async () => {
    const said = await day('open', false, ({ path }) => (path.startsWith('/unl-') ? json({ count: 7 }) : null));
    expect(said).toContainEqual(expect.stringMatching(/exposed, the report says: \d+ inconclusive/));
    expect(said).toContain('no critical finding');
  });

  it('fails where the count of people is another', { timeout: MOST_MILLISECONDS }, async () => {
    const said = await day('open', false, ({ path, method }) =>
      method === 'POST' && path.endsWith('/_search')
        ? json({ timed_out: false, _shards: { failed: 0 }, aggregations: { distinct: { value: 12 } } })
        : null,
    );
    expect(said).toContain(`people: 12, expected ${incident.customers}`);
  });
});
