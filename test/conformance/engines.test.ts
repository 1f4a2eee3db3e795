import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Engine } from '../../src/model/engine.ts';
import type { Transcript } from '../../src/model/transcript.ts';
import { BESIDES, type EngineFact, rootBreaches } from './checks/roots.ts';
import { pathsBelow, readProject, root } from './checks/tree.ts';

const ids = readdirSync(join(root, 'src/engines'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
  .map((entry) => entry.name)
  .sort();

async function load(id: string): Promise<Engine> {
  const module = (await import(join(root, 'src/engines', id, 'engine.ts'))) as Record<string, unknown>;
  const engine = module['engine'] ?? module['default'];
  if (engine === undefined) throw new Error(`src/engines/${id}/engine.ts exports no engine`);
  return engine as Engine;
}
const engines = await Promise.all(ids.map((id) => load(id)));
const paths = Object.keys(BESIDES)
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => pathsBelow(folder));
const transcriptsOf = (id: string): string[] =>
  paths.filter((path) => path.startsWith(`test/engines/${id}/`) && path.endsWith('.transcript.json'));

test('every engine stands in its five roots, and nothing else stands there', () => {
  expect(ids.length).toBeGreaterThanOrEqual(2);
  expect(paths.length).toBeGreaterThan(20);
  expect(rootBreaches(engines, paths)).toEqual([]);
});

test.for(ids)('%s carries the name of its folder, ports, levels and only named requests', (id) => {
  const engine = engines.find((one) => one.id === id);
  expect(engine?.id).toBe(id);
  expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
  expect(engine?.ports.length).toBeGreaterThan(0);
  expect(engine?.identify.length).toBeGreaterThan(0);
  for (const step of engine?.identify ?? []) expect(Object.keys(engine?.requests ?? {})).toContain(step.request);
  for (const said of Object.values(engine?.levels ?? {})) expect(said).not.toBe('');
  for (const request of Object.values(engine?.requests ?? {})) expect(request.why.length).toBeGreaterThan(5);
});

test.for(ids)('%s has transcripts that say who they are and where they come from', (id) => {
  const transcripts = transcriptsOf(id);
  expect(transcripts.length).toBeGreaterThanOrEqual(2);
  const outcomes = new Set<string>();
  for (const path of transcripts) {
    const transcript = JSON.parse(readProject(path)) as Transcript;
    expect(transcript.engine, path).toBe(id);
    expect(path).toBe(`test/engines/${id}/${transcript.state}.transcript.json`);
    expect(transcript.exchanges.length, path).toBeGreaterThan(0);
    const { source, reference } = transcript.server;
    expect(source === 'recorded' || reference?.startsWith('https:'), `${path} names the page it is written from`).toBe(
      true,
    );
    outcomes.add(transcript.expect.outcome);
  }
  const engine = engines.find((one) => one.id === id);
  expect(outcomes.has('exposed'), 'an open state, unless there is no session without a login').toBe(
    engine?.asksAlways !== true,
  );
  expect(outcomes, 'a locked state').toContain('protected');
  const recorded = transcripts.some(
    (path) => (JSON.parse(readProject(path)) as Transcript).server.source === 'recorded',
  );
  expect(recorded).toBe(engine?.tested === 'real server');
});

const whole = (id: string): string[] => [
  `src/engines/${id}/engine.ts`,
  `rules/${id}.yaml`,
  `docker/${id}/Dockerfile`,
  `seeds/${id}/load.ts`,
  `test/engines/${id}.test.ts`,
  `test/engines/${id}/open.transcript.json`,
];
const real: EngineFact = { id: 'a', tested: 'real server' };

test('a whole engine is no breach; each part that is missing is one', () => {
  expect(rootBreaches([real], whole('a'))).toEqual([]);
  for (const path of whole('a')) {
    const left = whole('a').filter((one) => one !== path);
    expect(rootBreaches([real], left), path).toHaveLength(1);
  }
});

test('a replayed engine needs no server and no seeds', () => {
  const paths = whole('a').filter((path) => !/^(docker|seeds)\//.test(path));
  expect(rootBreaches([{ id: 'a', tested: 'replayed' }], paths)).toEqual([]);
  expect(rootBreaches([real], paths)).toHaveLength(2);
});

test('what belongs to no engine is a breach, what is listed is none', () => {
  const strangers = ['rules/b.yaml', 'docker/b/Dockerfile', 'test/engines/b.test.ts', 'src/engines/b/helper.ts'];
  expect(rootBreaches([real], [...whole('a'), ...strangers])).toHaveLength(4);
  expect(rootBreaches([real], [...whole('a'), 'rules/common.yaml', 'docker/nginx/Dockerfile'])).toEqual([]);
});
