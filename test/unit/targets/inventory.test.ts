import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeInventory } from '../../../src/targets/index.ts';
import { known } from '../../kit/known.ts';

const COMPOSE = 'services:\n  db:\n    image: redis:7\n    ports: ["6379:6379"]\n';

async function found(text = COMPOSE, from = 'compose:c.yaml') {
  const { endpoints, notes } = await known({ 'c.yaml': text }, [from]);
  // As a user names it: a path of its own.
  return {
    notes,
    endpoints: endpoints.map((endpoint) => ({
      ...endpoint,
      sources: endpoint.sources.map((source) => ({ ...source, file: 'c.yaml' })),
    })),
  };
}

describe('an inventory', () => {
  it('begins with what was found, and leaves the rest to a person', async () => {
    const { text, added, seen } = mergeInventory('', 'inv.yaml', await found());
    expect([added, seen]).toEqual([1, 0]);
    expect(text).toMatch(/^# Datastores/);
    expect(parse(text)).toEqual({
      version: 1,
      endpoints: [
        {
          endpoint: '127.0.0.1:6379',
          guessed: { engine: 'redis', by: 'image' },
          bound: 'all interfaces',
          sources: ['compose:c.yaml:4 service db'],
          owner: null,
          environment: null,
          expected: null,
        },
      ],
    });
  });

  it('is the same the second time', async () => {
    const { text } = mergeInventory('', 'inv.yaml', await found());
    expect(mergeInventory(text, 'inv.yaml', await found())).toEqual({ text, added: 0, seen: 1 });
  });

  it('keeps all that a person wrote, and renews the sources of files that were read', async () => {
    const written = `# ours
version: 1
team: search
endpoints:
  - endpoint: 127.0.0.1:6379 # the cache
    guessed: { engine: valkey, by: us }
    sources:
      - compose:c.yaml:99 service old
      - compose:other.yaml:7 service db # elsewhere
      - told by Ada
    owner: Ada
    expected: { open: on purpose, until: "2027-01-31" }
  - endpoint: 10.0.0.9:5432
    owner: Bob
  - a remark of a person
`;
    const { text, added } = mergeInventory(
      written,
      'inv.yaml',
      await found(`${COMPOSE}  new: { image: postgres, ports: ["5432:5432"] }\n`),
    );
    expect(added).toBe(1);
    expect(text.split('\n').slice(0, 15)).toEqual([
      ...written.split('\n').slice(0, 7),
      '      - compose:other.yaml:7 service db # elsewhere',
      '      - told by Ada',
      '      - compose:c.yaml:4 service db',
      ...written.split('\n').slice(10, 15),
    ]);
    expect(text).toContain('  - endpoint: 127.0.0.1:5432\n');
  });

  it.each([
    ['a: [', /not valid YAML/],
    ['- a\n', /no inventory/],
    ['endpoints: 1\n', /no inventory/],
  ])('%j is none, and is left as it is', async (text, what) => {
    const merge = mergeInventory.bind(null, text, 'inv.yaml', await found());
    expect(merge).toThrow(what);
  });

  it('an empty list of a person is filled', async () => {
    for (const text of ['endpoints:\n', 'endpoints: []\n', '# later\n']) {
      expect(parse(mergeInventory(text, 'inv.yaml', await found()).text)).toMatchObject({ endpoints: [{}] });
    }
  });
});
