/** A stranger's JSON: a parser recurses, and a value takes more memory than its bytes, so both are measured first. */

const DEEPEST = 64;

/** Undefined for what is no JSON or is nested deeper than 64: measured first, since a parser recurses. */
export function parseJson(body: Buffer | string): unknown {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes.length === 0 || deeperThan(bytes, DEEPEST)) return undefined;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  try {
    return JSON.parse(bytes.toString('utf8', start)) as unknown;
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
export function moreValuesThan(body: Buffer, limit: number): boolean {
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
