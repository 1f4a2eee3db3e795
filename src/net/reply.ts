import type { HttpReply } from '../model/channel.ts';
import type { Json } from '../model/request.ts';

const DEEPEST = 64;
/**
 * A parser builds some 150 bytes for the two of `{}`, so the length of a body bounds no memory. 70,000 indices are listed in
 * as many.
 */
const MOST_VALUES = 500_000;

/** Parsed, a body can be twenty times as large: a longer one is parsed again for whoever asks again. */
const KEPT_PARSED = 64 * 1024;

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
  const mediaType = mediaTypeOf(answer.headers);
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
      if (json !== null) return json.value;
      const value = mediaType === null || isJson(mediaType) ? parseJson(answer.body) : undefined;
      if (answer.body.length <= KEPT_PARSED) json = { value };
      return value;
    },
  };
}

/** Why a whole body that is short enough is not parsed nevertheless, or null. */
export function tooDense({ body, headers }: HttpAnswer): string | null {
  if (body.length <= MOST_VALUES) return null;
  const mediaType = mediaTypeOf(headers);
  if (mediaType !== null && !isJson(mediaType)) return null;
  return moreValuesThan(body, MOST_VALUES) ? `the JSON holds more than ${MOST_VALUES} values` : null;
}

function mediaTypeOf(headers: HttpAnswer['headers']): string | null {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() || null;
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
const COMMA = 0x2c;

function deeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  return someMark(body, (mark) => {
    if (isOpening(mark)) depth += 1;
    else if (mark !== COMMA) depth -= 1;
    return depth > limit;
  });
}

/** Each value stands behind a comma, or first in what was opened; `{}` counts as well. */
function moreValuesThan(body: Buffer, limit: number): boolean {
  let values = 0;
  return someMark(body, (mark) => {
    if (mark === COMMA || isOpening(mark)) values += 1;
    return values > limit;
  });
}

function isOpening(mark: number): boolean {
  return mark === 0x7b || mark === 0x5b;
}

/** Whether `found` says so of any bracket, brace or comma outside of texts. */
function someMark(body: Buffer, found: (mark: number) => boolean): boolean {
  let inText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (byte === COMMA || isOpening(byte) || byte === 0x7d || byte === 0x5d) {
      if (found(byte)) return true;
    }
  }
  return false;
}
