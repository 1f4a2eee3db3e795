const DEEPEST = 64;

/**
 * A stranger's JSON. Undefined for what is no JSON or is nested deeper than 64: measured first, since a parser recurses. How
 * many values it may hold is for the caller to bound (`moreValuesThan`), where more bytes than a few kilobytes can come.
 */
export function parseJson(text: Uint8Array | string): unknown {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  if (body.length === 0 || deeperThan(body, DEEPEST)) return undefined;
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8', start)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

function deeperThan(body: Uint8Array, limit: number): boolean {
  let depth = 0;
  return someMark(body, (mark) => {
    if (isOpening(mark)) depth += 1;
    else if (mark !== COMMA) depth -= 1;
    return depth > limit;
  });
}

/** Whether it holds more values than so many. Each value stands behind a comma, or first in what was opened; `{}` counts as well. */
export function moreValuesThan(body: Uint8Array, limit: number): boolean {
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
function someMark(body: Uint8Array, found: (mark: number) => boolean): boolean {
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
