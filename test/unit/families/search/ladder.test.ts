import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../../../src/audit/outcome.ts';
import { climb, elasticsearchSecurity, openSearchSecurity } from '../../../../src/families/search/index.ts';
import type { ProbeContext } from '../../../../src/model/engine.ts';
import type { Json } from '../../../../src/model/request.ts';
import { type FakeAnswer, type FakeChannel, fakeChannel } from '../../../kit/fake-channel.ts';

const CONTROL = 'unl-0000000000000000';
const BANNER: Json = {
  name: 'n1',
  cluster_name: 'c1',
  cluster_uuid: 'u1',
  version: { number: '8.4.3', build_flavor: 'default', lucene_version: '9.3.0' },
  tagline: 'You Know, for Search',
};
const NO_INDEX: FakeAnswer = { status: 404, json: { error: { type: 'index_not_found_exception' }, status: 404 } };
const FORBIDDEN: FakeAnswer = {
  status: 403,
  json: { error: { type: 'security_exception', reason: 'action [x] is unauthorized for user [anon]' }, status: 403 },
};
const UNAUTHORIZED: FakeAnswer = {
  status: 401,
  json: { error: { type: 'security_exception', reason: 'missing authentication credentials' }, status: 401 },
};
const LIST: FakeAnswer = {
  status: 200,
  json: [{ index: 'users', status: 'open', health: 'green', 'docs.count': '7', 'pri.store.size': '100' }],
};
const NODES_OFF: FakeAnswer = {
  status: 200,
  json: { nodes: { a: { name: 'n1', version: '8.4.3', settings: { xpack: { security: { enabled: 'false' } } } } } },
};
const COUNT = (count: number): FakeAnswer => ({ status: 200, json: { count, _shards: { failed: 0 } } });
const OPEN = {
  root: { status: 200, json: BANNER },
  control: NO_INDEX,
  'list-all': LIST,
  count: COUNT(7),
  nodes: NODES_OFF,
} satisfies Record<string, FakeAnswer>;

function context(version: string | null = '8.4.3'): ProbeContext {
  return {
    depth: 'inventory',
    tokens: { control: CONTROL },
    claim: { engine: 'elasticsearch', confidence: 'certain', version, because: 'a test', role: 'http' },
    limits: { collections: 100, fieldsPerCollection: 100 },
    sample: null,
    throughConsole: false,
    login: true,
  };
}

async function climbed(channel: FakeChannel) {
  const facts = await climb(channel, context(), {
    engine: 'elasticsearch',
    security: (nodes, version) => elasticsearchSecurity(channel, nodes, version),
  });
  return { ...facts.access, settings: facts.settings, proofs: facts.proofs, outcome: outcomeOf(facts).outcome, facts };
}

describe('the ladder', () => {
  test('an open cluster whose nodes switch security off: read is proved, admin follows', async () => {
    const channel = fakeChannel(OPEN);
    const seen = await climbed(channel);
    expect(seen).toMatchObject({ proved: 'read', inferred: 'admin', securityLayer: 'absent', control: 'passed' });
    expect(channel.asked.map(({ name }) => name)).toEqual(['root', 'control', 'list-all', 'count', 'nodes']);
    expect(seen.facts.service).toMatchObject({ version: '8.4.3', identity: { clusterUuid: 'u1' } });
  });

  test('401 on / does not end it: the data below is open', async () => {
    const seen = await climbed(fakeChannel({ ...OPEN, root: UNAUTHORIZED }));
    expect(seen).toMatchObject({ proved: 'read', inferred: 'admin', protection: 'authentication', outcome: 'exposed' });
    expect(seen.settings).toMatchObject({ rootHidden: true });
  });

  test('200 on / starts no alarm: data is refused', async () => {
    const seen = await climbed(
      fakeChannel({
        root: OPEN.root,
        control: FORBIDDEN,
        'list-all': FORBIDDEN,
        names: FORBIDDEN,
        wildcard: FORBIDDEN,
        nodes: FORBIDDEN,
        whoami: FORBIDDEN,
      }),
    );
    expect(seen).toMatchObject({
      proved: 'banner',
      inferred: 'banner',
      protection: 'authentication',
      outcome: 'protected',
    });
  });

  test('everything refused: protected, and no more is asked than the doors there are', async () => {
    const channel = fakeChannel({
      root: UNAUTHORIZED,
      control: UNAUTHORIZED,
      'list-all': UNAUTHORIZED,
      names: UNAUTHORIZED,
      wildcard: UNAUTHORIZED,
    });
    expect(await climbed(channel)).toMatchObject({ proved: 'none', outcome: 'protected' });
    expect(channel.asked).toHaveLength(5);
  });

  test('an index that cannot exist has documents: nothing is believed, nothing more is asked', async () => {
    const channel = fakeChannel({ ...OPEN, control: COUNT(7) });
    const seen = await climbed(channel);
    expect(seen).toMatchObject({ proved: 'unknown', inferred: 'unknown', control: 'failed', outcome: 'inconclusive' });
    expect(channel.asked).toHaveLength(2);
  });

  test('a page for everything: 200 and HTML to the control', async () => {
    expect(await climbed(fakeChannel({ ...OPEN, control: { status: 200, text: '<html>' } }))).toMatchObject({
      control: 'failed',
    });
  });

  test('a list that names the control: a honeypot that echoes', async () => {
    expect(
      await climbed(fakeChannel({ ...OPEN, 'list-all': { status: 200, json: [{ index: CONTROL }] } })),
    ).toMatchObject({ control: 'failed', outcome: 'inconclusive' });
  });

  test.each([429, 503])('%i stops it at once and settles nothing', async (status) => {
    const channel = fakeChannel({ ...OPEN, 'list-all': { status, text: 'busy' } });
    const seen = await climbed(channel);
    expect(seen).toMatchObject({ proved: 'unknown', outcome: 'inconclusive' });
    expect(seen.reason).toContain(`HTTP ${status}`);
    expect(channel.asked.map(({ name }) => name)).toEqual(['root', 'control', 'list-all']);
  });

  test('503 on the proof keeps what was shown before', async () => {
    const channel = fakeChannel({
      ...OPEN,
      count: { status: 503, json: { error: { type: 'no_shard_available_action_exception' } } },
    });
    expect(await climbed(channel)).toMatchObject({ proved: 'metadata', outcome: 'exposed' });
    expect(channel.asked.at(-1)?.name).toBe('count');
  });

  test('empty answers of the filtered interfaces prove nothing', async () => {
    const empty = { indices: [], aliases: [], data_streams: [] };
    const seen = await climbed(
      fakeChannel({
        root: OPEN.root,
        control: FORBIDDEN,
        'list-all': FORBIDDEN,
        names: { status: 200, json: empty },
        wildcard: { status: 200, json: { hits: { total: { value: 0 } }, aggregations: { indices: { buckets: [] } } } },
        nodes: FORBIDDEN,
        whoami: FORBIDDEN,
      }),
    );
    expect(seen).toMatchObject({ proved: 'banner', outcome: 'protected' });
  });

  test('a role limited to some indices: read is proved on a named one, and said to be filtered', async () => {
    const privileges = {
      cluster: [],
      indices: [
        {
          names: ['public-*'],
          privileges: ['read'],
          field_security: [{ grant: ['title'] }],
          query: ['{"match_all":{}}'],
        },
      ],
    };
    const seen = await climbed(
      fakeChannel({
        root: OPEN.root,
        control: FORBIDDEN,
        'list-all': FORBIDDEN,
        names: {
          status: 200,
          json: { indices: [{ name: 'public-news', attributes: ['open'] }], aliases: [], data_streams: [] },
        },
        count: COUNT(20),
        nodes: FORBIDDEN,
        whoami: { status: 200, json: { username: 'anon', roles: ['anon_ro'] } },
        'own-privileges': { status: 200, json: privileges },
      }),
    );
    expect(seen).toMatchObject({
      proved: 'read',
      inferred: 'read',
      filtered: true,
      anonymous: { user: 'anon', roles: ['anon_ro'] },
      control: 'passed',
      protection: 'authentication',
    });
    expect(seen.facts.notes).toContain('what is seen is filtered by documents and fields and indices');
    expect(seen.settings).toMatchObject({ privileges: ['index:read'] });
  });

  test('an anonymous superuser: admin by its own privileges, with a security layer present', async () => {
    const seen = await climbed(
      fakeChannel({
        ...OPEN,
        nodes: { status: 200, json: { nodes: { a: { version: '8.4.3' } } } },
        whoami: { status: 200, json: { username: 'anon', roles: ['superuser'] } },
        'own-privileges': { status: 200, json: { cluster: ['all'], indices: [{ names: ['*'], privileges: ['all'] }] } },
      }),
    );
    expect(seen).toMatchObject({ proved: 'read', inferred: 'admin', securityLayer: 'present', filtered: false });
  });

  test('an empty cluster that is open counts as names shown', async () => {
    expect(await climbed(fakeChannel({ ...OPEN, 'list-all': { status: 200, json: [] } }))).toMatchObject({
      proved: 'metadata',
      inferred: 'admin',
      outcome: 'exposed',
    });
  });

  test('a list that is too long to be read: the fullest indices by a search, and it is said', async () => {
    const buckets = [{ key: 'users', doc_count: 7 }];
    const seen = await climbed(
      fakeChannel({
        ...OPEN,
        'list-all': { failure: 'too-large' },
        names: { failure: 'too-large' },
        wildcard: { status: 200, json: { aggregations: { indices: { buckets } } } },
      }),
    );
    expect(seen).toMatchObject({ proved: 'read', filtered: false });
    expect(seen.facts.notes).toContain('the list of indices is longer than is read');
  });

  test('security that is not initialized is inconclusive, not open', async () => {
    const words: FakeAnswer = { status: 503, text: 'OpenSearch Security not initialized.' };
    const channel = fakeChannel({ root: words });
    const facts = await climb(channel, context(null), {
      engine: 'opensearch',
      security: (nodes) => openSearchSecurity(channel, nodes),
    });
    expect(outcomeOf(facts).outcome).toBe('inconclusive');
    expect(facts.access.reason).toContain('not initialized');
    expect(facts.settings).toMatchObject({ securityInitialized: false });
    expect(channel.asked).toHaveLength(1);
  });

  test('names that no server allows are kept as facts and never asked for', async () => {
    const hostile = ['../../_all', '_all', 'a,b', '*', '-x', 'a b'].map((index) => ({ index, 'docs.count': '9' }));
    const channel = fakeChannel({ ...OPEN, 'list-all': { status: 200, json: hostile } });
    expect(await climbed(channel)).toMatchObject({ proved: 'metadata' });
    expect(channel.asked.some(({ name }) => name === 'count')).toBe(false);
  });

  test.each<Json>([null, 0, '', [], {}, [[]], { indices: 7 }, [{ index: 7 }], { nodes: [] }])(
    'answers of another shape, such as %j, settle nothing and throw nothing',
    async (json) => {
      const odd: FakeAnswer = { status: 200, json };
      const seen = await climbed(
        fakeChannel({
          root: OPEN.root,
          control: NO_INDEX,
          'list-all': odd,
          names: odd,
          wildcard: odd,
          nodes: odd,
          whoami: odd,
          'own-privileges': odd,
        }),
      );
      expect(['unknown', 'banner']).toContain(seen.proved);
      expect(seen.outcome).toBe('inconclusive');
    },
  );
});
