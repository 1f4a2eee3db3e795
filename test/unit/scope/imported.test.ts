import { expect, it } from 'vitest';
import type { Target } from '../../../src/model/endpoint.ts';
import { OWN, scopeOf, target } from '../../kit/scope.ts';

async function imported(texts: readonly string[], rules = {}, named: readonly string[] = []) {
  const scope = scopeOf(rules, { 'db.example': ['10.0.0.7'], 'allowed.example': ['10.0.0.8'] });
  const list = async function* (): AsyncGenerator<Target> {
    for (const text of named) yield target(text);
    for (const text of texts) yield { ...target(text), imported: true };
  };
  const items = [];
  for await (const item of scope.expand(list(), OWN)) items.push(item);
  return {
    endpoints: items.flatMap((item) =>
      item.kind === 'endpoint' ? [`${item.endpoint.address} ${item.endpoint.port}`] : [],
    ),
    refusals: items.flatMap((item) => (item.kind === 'refusal' ? [item.refusal] : [])),
  };
}

it('what an import names is known, and allows nothing', async () => {
  const texts = ['10.0.0.5:9200', '203.0.113.5:9200', 'db.example:9200', '127.0.0.1:9200', '169.254.169.254:80'];
  const { endpoints, refusals } = await imported(texts);
  expect(endpoints).toEqual(['127.0.0.1 9200']);
  expect(refusals.map(({ code }) => code)).toEqual([
    'private-not-named',
    'public-not-declared',
    'private-not-named',
    'metadata',
  ]);
  expect(refusals.every(({ reason, required }) => reason.startsWith('Known, not in scope: ') && !required)).toBe(true);
});

it('what the user allows or names is in scope, from an import too', async () => {
  const texts = ['10.0.0.5:9200', 'allowed.example:9200', '10.0.0.6:9200', '10.0.0.9:9200'];
  const { endpoints, refusals } = await imported(texts, { allow: ['10.0.0.5', 'allowed.example'] }, ['10.0.0.6:6379']);
  expect(endpoints).toEqual(['10.0.0.6 6379', '10.0.0.5 9200', '10.0.0.8 9200', '10.0.0.6 9200']);
  expect(refusals.map(({ address }) => address)).toEqual(['10.0.0.9']);
});
