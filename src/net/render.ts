import { createHash } from 'node:crypto';
import type { Endpoint } from '../model/endpoint.ts';
import type { HttpRequest, Json, Params, Request } from '../model/request.ts';

/** A request as it goes out, or why a parameter cannot be put into it. */
export type Rendered =
  | { readonly kind: 'http'; readonly label: string; readonly key: string; readonly http: RenderedHttp }
  | { readonly kind: 'stream'; readonly label: string; readonly key: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'datagram';
      readonly label: string;
      readonly key: string;
      readonly bytes: Uint8Array;
      readonly params: Params;
    }
  | { readonly kind: 'upgrade'; readonly label: string; readonly key: string; readonly bytes: Uint8Array }
  | { readonly kind: 'greeting'; readonly label: string; readonly key: string }
  | { readonly kind: 'unsafe'; readonly label: string; readonly why: string };

export interface RenderedHttp {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: string | null;
}

class UnsafeParameter extends Error {}

/** Throws where an engine's own template and parameters do not fit (a defect); a stranger's name that is unfit is a value. */
export function render(name: string, request: Request, params: Params, endpoint: Pick<Endpoint, 'path'>): Rendered {
  try {
    const safe = request.kind === 'http' ? requireSafe : requireName;
    for (const value of Object.values(params)) for (const text of texts(value)) safe(text);
    if (request.kind === 'greeting') return { kind: 'greeting', label: name, key: 'greeting' };
    if (request.kind === 'upgrade') {
      const bytes = request.encode();
      return { kind: 'upgrade', label: name, key: `upgrade ${digest(bytes)}`, bytes };
    }
    if (request.kind === 'datagram') {
      const bytes = request.encode(params);
      const label = labelOf(name, request.says, params);
      return { kind: 'datagram', label, key: `datagram ${digest(bytes)}`, bytes, params };
    }
    if (request.kind === 'stream') {
      const bytes = request.encode(params);
      const key = `${request.fresh === true ? 'fresh' : 'session'} ${request.plain === true ? 'plain ' : ''}${digest(bytes)}`;
      return { kind: 'stream', label: labelOf(name, request.says, params), key, bytes };
    }
    if (endpoint.path !== '/' || Object.keys(params).length > 0) return sendable(request, params, endpoint.path);
    const known = fixed.get(request) ?? sendable(request, params, endpoint.path);
    fixed.set(request, known);
    return known;
  } catch (error) {
    if (error instanceof UnsafeParameter) return { kind: 'unsafe', label: name, why: error.message };
    throw error;
  }
}

/** Requests without parameters at the usual base path, rendered: the same for every endpoint. */
const fixed = new WeakMap<HttpRequest, Rendered>();

function sendable(request: HttpRequest, params: Params, base: string): Rendered {
  const http = renderHttp(request, params, base);
  const label = `${http.method} ${http.path}`;
  const rest = http.headers || http.body !== null ? ` ${JSON.stringify(http.headers)} ${http.body ?? ''}` : '';
  return { kind: 'http', label, key: `${label}${rest}`, http };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A person's words for a message, with its parameters in their places. */
function labelOf(name: string, says: string | undefined, params: Params): string {
  if (says === undefined) return name;
  return says.replace(/\{([A-Za-z0-9_]+)\}/g, (_, param: string) => texts(valueOf(params, param)).join(','));
}

function renderHttp(request: HttpRequest, params: Params, base: string): RenderedHttp {
  const own = request.path.includes('{')
    ? request.path.replace(/\{([A-Za-z0-9_]+)\}/g, (_, name: string) => segment(valueOf(params, name)))
    : request.path;
  let path = base === '/' ? own : `${base.slice(0, -1)}${own}`;
  if (request.query) {
    const pairs = Object.entries(request.query).map(([name, value]) => {
      const placed = placeholder(value);
      const text = placed === null ? value : texts(valueOf(params, placed)).join(',');
      return text === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
    });
    if (pairs.length > 0) path = `${path}?${pairs.join('&')}`;
  }
  const body = request.body === undefined ? null : JSON.stringify(fill(request.body, params));
  return { method: request.method, path, headers: request.headers ?? null, body };
}

function valueOf(params: Params, name: string): Params[string] {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined) throw new TypeError(`the request needs a parameter "${name}"`);
  return value;
}

function texts(value: Params[string]): readonly string[] {
  return typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : value;
}

/** One encoded segment; a list becomes its encoded members joined by commas. */
function segment(value: Params[string]): string {
  const parts = texts(value);
  if (parts.length === 0) throw new UnsafeParameter('an empty list would name everything');
  return parts.map((part) => encodeURIComponent(part)).join(',');
}

/**
 * Names of strangers that change what a request means: `_all`, `-excluded`, `+`, `<date-math>`, wildcards, lists, other
 * paths, and what is no well-formed text. Numbers are the engine's own.
 */
function requireSafe(text: string): void {
  const bad =
    text === ''
      ? 'it is empty'
      : text === '.' || text === '..'
        ? 'it is a path step'
        : /^[_\-+<]/.test(text) && !/^-\d+$/.test(text)
          ? `it begins with "${text.charAt(0)}"`
          : /[*,/]/.test(text)
            ? 'it holds "*", "," or "/"'
            : text.isWellFormed()
              ? null
              : 'it is no well-formed text';
  if (bad !== null) throw new UnsafeParameter(`a name cannot be put into the request: ${bad}`);
}

/** In a message a name stands with its length or its end: only what could end it early, or a line, is refused. */
function requireName(text: string): void {
  const bad =
    text === ''
      ? 'it is empty'
      : /\p{Cc}/u.test(text)
        ? 'it holds a control character'
        : text.isWellFormed()
          ? null
          : 'it is no well-formed text';
  if (bad !== null) throw new UnsafeParameter(`a name cannot be put into the request: ${bad}`);
}

function placeholder(value: string): string | null {
  return /^\{([A-Za-z0-9_]+)\}$/.exec(value)?.[1] ?? null;
}

/** Bytes are named in hexadecimal: whatever they are, no name of a stranger can change what the request means. */
function base64(value: Params[string]): string {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(value))
    throw new TypeError('bytes are named in hexadecimal');
  return Buffer.from(value, 'hex').toString('base64');
}

function fill(body: Json, params: Params): Json {
  if (typeof body === 'string') {
    const bytes = /^\{([A-Za-z0-9_]+):base64\}$/.exec(body)?.[1];
    if (bytes !== undefined) return base64(valueOf(params, bytes));
    const placed = placeholder(body);
    return placed === null ? body : valueOf(params, placed);
  }
  if (Array.isArray(body)) return body.map((member: Json) => fill(member, params));
  if (body !== null && typeof body === 'object') {
    return Object.fromEntries(Object.entries(body).map(([name, member]) => [name, fill(member, params)]));
  }
  return body;
}
