export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Request {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function parseRequest(method: string, target: string, body: string): Request {
  const url = new URL(target, 'http://stand-in');
  return {
    method,
    target,
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    body: body === '' ? undefined : (JSON.parse(body) as Json),
  };
}

const PRODUCT = { 'X-elastic-product': 'Elasticsearch' };
/** A refusal has this alone: the security layer answers before the product's header is added. */
const TYPE = { 'content-type': 'application/json; charset=UTF-8' };

export function json(value: Json, status = 200): Answer {
  return { status, headers: { ...PRODUCT, ...TYPE }, body: JSON.stringify(value) };
}

export function prettyJson(value: Json): Answer {
  const body = JSON.stringify(value, null, 2).replaceAll('": ', '" : ');
  return { ...json(null), body: `${body}\n` };
}

/** A name that no index or alias has. */
export function absent(name: string): Answer {
  const cause = {
    type: 'index_not_found_exception',
    reason: `no such index [${name}]`,
    'resource.type': 'index_or_alias',
    'resource.id': name,
    index_uuid: '_na_',
    index: name,
  };
  return json({ error: { root_cause: [cause], ...cause }, status: 404 }, 404);
}

/** The security layer, without credentials. */
export function refused(request: Request): Answer {
  const challenge = 'Basic realm="security" charset="UTF-8"';
  const cause = {
    type: 'security_exception',
    reason: `missing authentication credentials for REST request [${request.target}]`,
    header: { 'WWW-Authenticate': challenge },
  };
  const body = JSON.stringify({ error: { root_cause: [cause], ...cause }, status: 401 });
  return { status: 401, headers: { 'WWW-Authenticate': challenge, ...TYPE }, body };
}

export function badRequest(error: string): Answer {
  return json({ error }, 400);
}
