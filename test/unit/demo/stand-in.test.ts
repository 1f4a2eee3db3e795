import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../demo/incident.ts';
import { answer } from '../../../demo/stand-in/answer.ts';
import { filterPath } from '../../../demo/stand-in/filter.ts';
import { parseRequest } from '../../../demo/stand-in/message.ts';
import { readIncident } from '../../../seeds/incident.ts';

const incident = await readIncident();
const open = clusterOf(incident, false, 9200);
const ask = (method: string, target: string, body?: object, cluster = open) => {
  const { status, body: said } = answer(
    cluster,
    parseRequest(method, target, body === undefined ? '' : JSON.stringify(body)),
  );
  return { status, json: JSON.parse(said) as Record<string, unknown> };
};

describe('the stand-in', () => {
  it('says no to an index that does not exist, as a real server does', () => {
    const { status, json } = ask('GET', '/unl-0000000000000000/_count');
    expect(status).toBe(404);
    expect(json).toMatchObject({
      status: 404,
      error: { type: 'index_not_found_exception', index: 'unl-0000000000000000' },
    });
  });

  it('asks for credentials whatever the question, while it is protected', () => {
    const locked = clusterOf(incident, true, 9200);
    for (const target of ['/', '/users/_count', '/_cat/indices', '/unl-0000000000000000/_count']) {
      const { status, json } = ask('GET', target, undefined, locked);
      expect(status).toBe(401);
      expect(json).toMatchObject({ error: { type: 'security_exception' } });
    }
  });

  it('has the counts of the incident', () => {
    const indices = ask('GET', '/_cat/indices?format=json&bytes=b&h=index,docs.count').json as unknown as {
      index: string;
      'docs.count': string;
    }[];
    expect(indices.reduce((sum, row) => sum + Number(row['docs.count']), 0)).toBe(incident.records);
    expect(Object.keys(indices[0] ?? {})).toEqual(['index', 'docs.count']);
    expect(ask('GET', '/users/_count').json).toMatchObject({ count: incident.customers });
    const distinct = {
      size: 0,
      track_total_hits: false,
      aggs: { distinct: { cardinality: { field: 'owner_email' } } },
    };
    const counted = ask('POST', '/users/_search', distinct).json;
    expect(counted).toMatchObject({ aggregations: { distinct: { value: incident.customers } } });
    expect(counted['hits']).not.toHaveProperty('total');
  });

  it('holds a few records of the made-up cast', () => {
    const { json } = ask('GET', '/users/_search?size=2');
    const { hits } = (json as { hits: { hits: { _source: { owner_email: string } }[] } }).hits;
    expect(hits).toHaveLength(2);
    expect(hits.every(({ _source }) => /@example\.(?:com|net|org)$/.test(_source.owner_email))).toBe(true);
  });

  it('nests dotted names in mappings, a batch of indices at a time', () => {
    expect(ask('GET', '/users,beta_testers/_mapping').json).toMatchObject({
      users: { mappings: { properties: { owner_email: { type: 'keyword' } } } },
      beta_testers: { mappings: { properties: { body_metrics: { properties: { height: { type: 'float' } } } } } },
    });
  });

  it('knows no questions but those it was taught', () => {
    expect(ask('GET', '/_security/_authenticate')).toEqual({
      status: 400,
      json: { error: 'no handler found for uri [/_security/_authenticate] and method [GET]' },
    });
  });

  it('narrows answers by filter_path', () => {
    expect(ask('GET', '/_nodes/settings,http?filter_path=nodes.*.settings.xpack').json).toEqual({
      nodes: { [open.node.id]: { settings: { xpack: { security: { enabled: 'false' } } } } },
    });
    expect(filterPath({ a: [{ b: 1, c: 2 }], d: 3 }, 'a.b,x.y')).toEqual({ a: [{ b: 1 }] });
    expect(filterPath({ a: 1 }, 'b')).toEqual({});
  });
});
