import type { HttpReply } from '../model/channel.ts';
import type { Json } from '../model/request.ts';

const DEEPEST = 64;

/** What came over HTTP, before it becomes a reply. */
export interface HttpAnswer {
  readonly kind: 'http';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** True where an error's body was longer than is read of such. */
  readonly cut: boolean;
}

export function httpReply(answer: HttpAnswer, exchange: number): HttpReply {
  const mediaType = answer.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() || null;
  let text: string | null = null;
  let json: { value: Json | undefined } | null = null;
  return {
    ok: true,
    kind: 'http',
    exchange,
    status: answer.status,
    headers: answer.headers,
    mediaType,
    text() {
      text ??= answer.body.toString('utf8');
      return text;
    },
    json() {
      json ??= { value: mediaType === null || isJson(mediaType) ? parseJson(answer.body) : undefined };
      return json.value;
    },
  };
}

function isJson(mediaType: string): boolean {
  return /^(application|text)\/([a-z0-9.-]+\+)?json$/.test(mediaType);
}

/** Undefined for what is no JSON or is nested deeper than 64: measured first, since a parser recurses. */
function parseJson(body: Buffer): Json | undefined {
  if (body.length === 0 || deeperThan(body, DEEPEST)) return undefined;
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  try {
    return JSON.parse(body.toString('utf8', start)) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function deeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}
