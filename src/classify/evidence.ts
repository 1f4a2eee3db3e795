import { hash } from 'node:crypto';
import type { Exchange } from '../model/channel.ts';
import type { Evidence } from '../model/observation.ts';
import { escapeText } from '../support/escape.ts';
import { memoised } from '../support/memo.ts';
import { maskText } from './mask.ts';
import { maskJson } from './mask-json.ts';

const MOST = 2048;
const MOST_PLAIN = 160;
const MOST_BINARY = 64;
const MOST_TOLD = 1024;

/**
 * An exchange that may stand in a report: the request, the status, and of the answer its structure, names and counts. Values stay
 * only where they are the server's own facts. `sha256` is over the UTF-8 bytes of `response` as it stands there.
 */
export function maskEvidence(exchange: Exchange): Evidence {
  const response = responseOf(exchange);
  return {
    exchange: exchange.number,
    name: exchange.name,
    safety: exchange.safety,
    request: shownRequest(exchange.request),
    response,
    sha256: hash('sha256', response),
  };
}

const shownRequest = memoised((text) => escapeText(maskText(text), 512), { most: 512, longest: 512 });
const shownHeader = memoised((text) => escapeText(maskText(text), 160), { most: 512, longest: 120 });

function responseOf(exchange: Exchange): string {
  const { outcome } = exchange;
  if ('failure' in outcome) return `${outcome.failure}: ${escapeText(maskText(outcome.message), 256)}`;
  if ('bytes' in outcome) {
    const told = exchange.told === null ? binary(exchange.excerpt) : escapeText(maskText(exchange.told), MOST_TOLD);
    return bounded(`${outcome.bytes} bytes: ${told}`);
  }
  const media = mediaType(outcome.headers['content-type']);
  const head = `${outcome.status} ${media} (${exchange.receivedBytes} bytes)`;
  if (exchange.safety === 'sample') return `${head}\nrecords, not kept`;
  const extra = shownHeaders(outcome.headers);
  const text = Buffer.from(exchange.excerpt.buffer, exchange.excerpt.byteOffset, exchange.excerpt.byteLength).toString(
    'utf8',
  );
  const body = bodyOf(text, media);
  return bounded(`${head}${extra}${body === '' ? '' : `\n${body}`}`);
}

function bodyOf(text: string, media: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '') return '';
  const json = media.endsWith('json') || trimmed.startsWith('{') || trimmed.startsWith('[');
  return json ? maskJson(trimmed, MOST - 256) : escapeText(maskText(trimmed.slice(0, MOST_PLAIN)), MOST_PLAIN * 2);
}

function mediaType(header: string | undefined): string {
  const media = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9.+-]{1,40}\/[a-z0-9.+-]{1,60}$/.test(media) ? media : 'no media type';
}

/** The headers that prove something about access, and hold no person's data. */
function shownHeaders(headers: Readonly<Record<string, string>>): string {
  let text = '';
  for (const name of ['www-authenticate', 'x-elastic-product', 'access-control-allow-origin', 'server']) {
    const value = headers[name];
    if (value !== undefined) text += `\n${name}: ${shownHeader(value.slice(0, 120))}`;
  }
  return text;
}

function binary(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, MOST_BINARY))
    text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  return maskText(text) + (bytes.length > MOST_BINARY ? '…' : '');
}

function bounded(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1)}…`.toWellFormed();
}
