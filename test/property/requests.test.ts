import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../src/net/render.ts';
import { get } from '../kit/line.ts';

const REQUEST = get('/data/{name}/_count', { query: { q: '{word}' }, body: { names: ['{name}'], word: '{word}' } });
const AT = { path: '/base/' };
const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

describe('whatever a server calls its things', () => {
  it('a name is one segment, a word is one value, and both arrive as they were', () => {
    let rendered = 0;
    fc.assert(
      fc.property(anything, anything, (name, word) => {
        const made = render('count', REQUEST, { name, word }, AT);
        if (made.kind !== 'http') return;
        rendered += 1;
        const url = new URL(made.http.path, 'http://127.0.0.1');
        expect(url.host).toBe('127.0.0.1');
        expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'base', 'data', name, '_count']);
        expect([...url.searchParams]).toEqual([['q', word]]);
        expect(JSON.parse(made.http.body ?? '')).toEqual({ names: [name], word });
        expect(made.http.path).toMatch(/^[!-~]+$/);
      }),
    );
    expect(rendered).toBeGreaterThan(10);
  });

  it('one that would change what is asked is never put in', () => {
    const changing = fc.oneof(
      fc.tuple(fc.constantFrom('_', '+', '<', '-x'), anything).map(([start, rest]) => start + rest),
      fc.tuple(anything, fc.constantFrom('*', ',', '/'), anything).map((parts) => parts.join('')),
      fc.constantFrom('', '.', '..', '\ud800'),
    );
    fc.assert(
      fc.property(changing, (name) => {
        expect(render('count', REQUEST, { name, word: 'x' }, AT).kind).toBe('unsafe');
        expect(render('count', REQUEST, { name: ['fine', name], word: 'x' }, AT).kind).toBe('unsafe');
      }),
    );
  });
});
