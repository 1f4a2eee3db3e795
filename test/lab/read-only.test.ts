import { request } from 'undici';
import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';

/** What somebody could do to an open store that holds the incident's data, each as small as it can be. */
const CHANGES: readonly (readonly [what: string, method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object])[] = [
  ['one document more', 'PUT', '/users/_doc/added', { user_name: 'mara' }],
  ['the same document again', 'PUT', '/users/_doc/added', { user_name: 'mara' }],
  ['one document less', 'DELETE', '/users/_doc/added'],
  ['another field', 'PUT', '/users/_mapping', { properties: { added: { type: 'keyword' } } }],
  ['another setting', 'PUT', '/users/_settings', { index: { refresh_interval: '5s' } }],
  ['another name', 'PUT', '/users/_alias/people'],
  ['an empty index', 'PUT', '/added', { settings: { number_of_replicas: 0 } }],
  ['a closed index', 'POST', '/added/_close'],
  ['a template', 'PUT', '/_index_template/added', { index_patterns: ['never-*'] }],
  ['a pipeline', 'PUT', '/_ingest/pipeline/added', { processors: [] }],
  ['a setting of the cluster', 'PUT', '/_cluster/settings', { transient: { 'action.auto_create_index': false } }],
];

const STATES = ['elasticsearch/8.4.3-open', 'opensearch/2.19.1-open'];

const states = (await labStates()).filter(({ name }) => STATES.includes(name));
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the proof that an audit changed nothing', () => {
  it.for(states.map((state) => [state.name, state] as const))(
    'sees every smallest change: %s',
    async ([, state], context) => {
      needEngine(missing, context);
      const { admin, target } = await lab.enter(state);
      let before = await admin?.condition();
      expect(await admin?.condition()).toBe(before);
      for (const [what, method, path, body] of CHANGES) {
        const answer = await request(`http://${target}${path}`, {
          method,
          ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        });
        expect(answer.statusCode, `${what}: ${await answer.body.text()}`).toBeLessThan(300);
        const after = await admin?.condition();
        expect(after, what).not.toBe(before);
        before = after;
      }
    },
  );
});
