import type { HttpReply } from '../model/channel.ts';
import type { Json } from '../model/request.ts';
import { moreValuesThan, parseJson } from '../support/bounded-json.ts';

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
      const value = mediaType === null || isJson(mediaType) ? (parseJson(answer.body) as Json | undefined) : undefined;
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
