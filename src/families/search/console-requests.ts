import type { RequestTable } from '../../model/request.ts';

/**
 * What Kibana and OpenSearch Dashboards answer alike. The two questions that reach the store behind are POSTs to the console's
 * proxy, which sends on a `GET _cat/indices` and a `_search` of size 0; they are asked with `--through-kibana` alone.
 */
export function consoleRequests(xsrf: 'kbn-xsrf' | 'osd-xsrf') {
  const proxied = (path: string, method: 'GET' | 'POST') =>
    ({
      kind: 'http',
      from: 'access',
      method: 'POST',
      path: '/api/console/proxy',
      query: { path, method },
      headers: { [xsrf]: 'unlatched' },
    }) as const;
  return {
    root: {
      kind: 'http',
      safety: 'identify',
      from: 'identify',
      method: 'GET',
      path: '/',
      why: 'which console, or that it leads to a login',
      maxBytes: 64 * 1024,
    },
    status: {
      kind: 'http',
      safety: 'identify',
      from: 'identify',
      method: 'GET',
      path: '/api/status',
      why: 'which console and version; an answer proves no access',
      maxBytes: 1024 * 1024,
    },
    control: {
      kind: 'http',
      safety: 'identify',
      from: 'access',
      method: 'GET',
      path: '/api/saved_objects/_find',
      query: { type: '{control}', per_page: '1' },
      why: 'the control: a kind of saved object that cannot exist has to be refused',
      maxBytes: 64 * 1024,
    },
    views: {
      kind: 'http',
      safety: 'metadata',
      from: 'access',
      method: 'GET',
      path: '/api/saved_objects/_find',
      query: { type: 'index-pattern', fields: 'title', per_page: '100' },
      why: 'the proof: names of index patterns, for which a login is asked where there is one',
      maxBytes: 1024 * 1024,
    },
    'through-list': {
      ...proxied(
        '/_cat/indices?format=json&bytes=b&h=index,status,health,docs.count,pri.store.size,creation.date',
        'GET',
      ),
      safety: 'metadata',
      why: 'through the console: names of the indices behind it (only with --through-kibana)',
      maxBytes: 16 * 1024 * 1024,
    },
    'through-count': {
      ...proxied('/_search', 'POST'),
      safety: 'count',
      body: { size: 0, query: { term: { _index: '{index}' } } },
      why: 'through the console: documents of one named index can be searched; none is read (only with --through-kibana)',
      maxBytes: 64 * 1024,
    },
    'through-mappings': {
      ...proxied('/_mapping', 'GET'),
      from: 'inventory',
      safety: 'metadata',
      why: 'through the console: names and types of the fields (only with --through-kibana)',
      maxBytes: 8 * 1024 * 1024,
    },
  } as const satisfies RequestTable;
}

export type ConsoleRequest = keyof ReturnType<typeof consoleRequests>;
