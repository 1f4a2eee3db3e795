import { describe, expect, test } from 'vitest';
import { readFieldCaps, readMapping } from '../../../../src/families/search/mappings.ts';
import type { Json } from '../../../../src/model/request.ts';

const names = (index: Json, most = 100) =>
  readMapping(index, most).fields.map(({ name, type, countAs }) => [name, type, countAs]);

describe('mappings become dotted fields', () => {
  const properties: Json = {
    email: { type: 'keyword' },
    bio: { type: 'text' },
    nick: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
    body: { properties: { height: { type: 'float' } } },
    devices: { type: 'nested', properties: { ssid: { type: 'keyword' } } },
    uncounted: { type: 'long', doc_values: false },
    mail: { type: 'alias', path: 'email' },
    labels: { type: 'flattened' },
    blob: { type: 'object', enabled: false },
  };
  const flat = [
    ['email', 'keyword', 'email'],
    ['bio', 'text', null],
    ['nick', 'text', 'nick.keyword'],
    ['body.height', 'float', 'body.height'],
    ['devices.ssid', 'keyword', null],
    ['uncounted', 'long', null],
    ['mail', 'alias', 'mail'],
    ['labels', 'flattened', null],
    ['blob', 'object', null],
  ];

  test('untyped, as of 7.x, with runtime fields', () => {
    const runtime = { day: { type: 'keyword', script: { source: 'x' } } };
    expect(names({ mappings: { properties, runtime } })).toEqual([...flat, ['day', 'runtime keyword', null]]);
    expect(readMapping({ mappings: { properties } }, 100).nested).toBe(true);
  });

  test('typed, up to 6.x; and without the word "mappings", in 0.90', () => {
    expect(names({ mappings: { doc: { properties }, _default_: { properties: { x: { type: 'long' } } } } })).toEqual(
      flat,
    );
    expect(names({ doc: { properties } })).toEqual(flat);
  });

  test('a field that is called "properties"', () => {
    expect(names({ mappings: { properties: { properties: { type: 'keyword' } } } })).toEqual([
      ['properties', 'keyword', 'properties'],
    ]);
  });

  test('strings that are not analysed count as exact ones, before 5.x', () => {
    expect(
      names({
        mappings: { t: { properties: { a: { type: 'string', index: 'not_analyzed' }, b: { type: 'string' } } } },
      }),
    ).toEqual([
      ['a', 'string', 'a'],
      ['b', 'string', null],
    ]);
  });

  test('more fields than are listed are said', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, { type: 'long' }]));
    const mapped = readMapping({ mappings: { properties: many } }, 40);
    expect([mapped.fields.length, mapped.omitted]).toEqual([40, 460]);
  });

  test.each<Json>([null, 7, [], {}, { mappings: [] }, { mappings: { properties: { a: 7, b: null } } }])(
    '%j has no fields',
    (index) => {
      expect(names(index)).toEqual([]);
    },
  );

  test('names that are traps of JavaScript are names', () => {
    const properties = JSON.parse('{"__proto__":{"type":"keyword"},"constructor":{"type":"long"}}') as Json;
    expect(names({ mappings: { properties } }).map(([name]) => name)).toEqual(['__proto__', 'constructor']);
  });
});

test('field capabilities give what may be searched, multi-fields told by their parent', () => {
  const told = {
    fields: {
      _id: { _id: { type: '_id', metadata_field: true, aggregatable: false } },
      email: { keyword: { type: 'keyword', aggregatable: true } },
      title: { text: { type: 'text', aggregatable: false } },
      'title.keyword': { keyword: { type: 'keyword', aggregatable: true } },
    },
  };
  expect(readFieldCaps(told, 10).fields).toEqual([
    { name: 'email', type: 'keyword', countAs: 'email' },
    { name: 'title', type: 'text', countAs: 'title.keyword' },
  ]);
});
