const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;
/** What nearly every text is: a look that costs a fraction of the whole search. */
const PLAIN = /^[\u0020-\u007e]*$/;

/**
 * Text of a stranger, made safe to show: control characters, bidirectional overrides, zero-width characters, tags and lone
 * surrogates become `\u{…}`; nothing is dropped. Longer than `most` characters is cut and says so.
 */
export function escapeText(text: string, most = 512): string {
  if (text.length <= most && PLAIN.test(text)) return text;
  const shown = text.length > most ? text.slice(0, most) : text;
  const safe = shown.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > most ? `${safe}… (${text.length} characters)` : safe;
}

/** Bytes of a stranger: as text where they are UTF-8, otherwise with `\x..`, both escaped. */
export function escapeBytes(bytes: Uint8Array, most = 512): string {
  const part = bytes.subarray(0, most);
  const text = Buffer.from(part).toString('utf8');
  const safe = text.includes('\ufffd')
    ? Buffer.from(part)
        .toString('latin1')
        .replace(/[^\u0020-\u007e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : escapeText(text, most);
  return bytes.length > most ? `${safe}… (${bytes.length} bytes)` : safe;
}
