import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusal, scaffold } from '../../../scripts/engine-new.ts';
import { engineIds, render } from '../../../scripts/generate-registry.ts';

test('a new engine gets its five roots from the template', () => {
  const template = readFileSync(new URL('../../../src/engines/_template/engine.ts', import.meta.url), 'utf8');
  const files = scaffold('couch-db', template);
  expect(Object.keys(files).sort()).toEqual([
    'docker/couch-db/Dockerfile',
    'docker/couch-db/states.ts',
    'rules/couch-db.yaml',
    'seeds/couch-db/index.ts',
    'src/engines/couch-db/engine.ts',
    'test/engines/couch-db.test.ts',
  ]);
  expect(files['src/engines/couch-db/engine.ts']).toContain("const ID = 'couch-db'");
  expect(files['src/engines/couch-db/engine.ts']).not.toContain('TITLE');
});

test.each([[undefined], ['Couch'], ['a_b'], ['../x'], ['elasticsearch']])('%s is refused', (name) => {
  expect(refusal(name, (path) => path === 'src/engines/elasticsearch')).not.toBeNull();
});

test('the registry names every folder but those with an underscore, and loads none', () => {
  const ids = engineIds();
  expect(ids).toContain('elasticsearch');
  expect(ids).not.toContain('_template');
  const text = render([{ id: 'x', title: 'X', ports: [], tested: 'replayed' }]);
  expect(text).toContain("load: () => import('./x/engine.ts')");
  expect(text).not.toMatch(/^import \{/m);
});
