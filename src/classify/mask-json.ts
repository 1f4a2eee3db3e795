import { escapeText } from '../support/escape.ts';
import { memoised } from '../support/memo.ts';
import { maskText } from './mask.ts';

/**
 * Masks JSON as it reads it, so that the first kilobytes of a long answer can be shown: names, structure and the server's own
 * facts stay, every other value becomes `"[string]"` or `"[number]"`. Inside of records nothing stays but names.
 */
export function maskJson(text: string, most: number): string {
  const writer = new JsonMasker(text, most);
  return writer.run();
}

/** Keys whose strings are facts of the server, and the form that such a fact has. */
const FACT_STRINGS = new Set([
  'number',
  'distribution',
  'build_flavor',
  'build_type',
  'build_date',
  'build_snapshot',
  'lucene_version',
  'tagline',
  'minimum_wire_compatibility_version',
  'minimum_index_compatibility_version',
  'cluster_name',
  'status',
  'health',
  'type',
  'index',
  '_index',
  'alias',
  'aliases',
  'mode',
  'license_type',
  'result',
  'state',
  'version',
  'docs.count',
  'docs.deleted',
  'store.size',
  'pri',
  'rep',
  'pri.store.size',
  'dataset.size',
  'unit',
  'relation',
  'format',
  'authentication_realm',
  'authentication_type',
  'roles',
  'backend_roles',
  'indices',
  'data_streams',
  'timestamp_field',
  'field',
  'fields_type',
  'data_stream',
  'dynamic',
  'creation.date',
  'creation.date.string',
  'level',
  'overall',
  'dev_mode',
  'error_type',
  'http.publish_address',
  'product',
]);
const FACT_NUMBERS = new Set([
  'count',
  'total',
  'value',
  'took',
  'successful',
  'failed',
  'skipped',
  'status',
  'statusCode',
  'docs',
  'docs.count',
  'docs.deleted',
  'size_in_bytes',
  'store.size',
  'deleted',
  'ignore_above',
  'number_of_nodes',
  'number_of_data_nodes',
  'active_primary_shards',
  'active_shards',
  'size',
  'number',
  'primaries',
  'priority',
  'dims',
  'current_open',
  'total_opened',
  'relocating_shards',
  'initializing_shards',
  'unassigned_shards',
  'rest.total',
  'scaling_factor',
]);
/** Below these keys lie records: nothing there is the server's own. */
const RECORD_KEYS = new Set([
  '_source',
  'fields',
  'highlight',
  'docs',
  'buckets',
  'doc',
  'inner_hits',
  'suggest',
  'sort',
  'hits[]',
  'get',
  'explanation',
]);
const RECORD_EXCEPTIONS = new Set(['_index', '_type']);
const FACT = /^[A-Za-z0-9_.:*/+-]{0,120}$|^You Know, for Search$|^The OpenSearch Project: https:[a-z/.]+$/;
/** Phrases by which Elasticsearch and OpenSearch refuse; what they quote is masked. */
const REASON =
  /^(missing authentication (?:credentials|token)|action \[[a-z]+:[a-z/_*[\]]+\] is unauthorized|no permissions for \[[a-z]+:[a-z/_*[\]]+\]|no such index|unable to authenticate|security_exception|no handler found|unauthorized)/i;
const DEEPEST = 64;

interface Level {
  readonly array: boolean;
  key: string;
  record: boolean;
  first: boolean;
}

class JsonMasker {
  readonly #text: string;
  readonly #most: number;
  #at = 0;
  #out = '';
  readonly #levels: Level[] = [];

  constructor(text: string, most: number) {
    this.#text = text;
    this.#most = most;
  }

  run(): string {
    while (this.#out.length < this.#most) {
      this.#space();
      if (this.#at >= this.#text.length) return this.#levels.length === 0 ? this.#out : `${this.#out}…`;
      if (!this.#step()) return `${this.#out}…`;
      if (this.#levels.length === 0) return this.#out;
    }
    return `${this.#out}…`;
  }

  /** One token; false where the text is no JSON from here on. */
  #step(): boolean {
    const level = this.#levels.at(-1);
    const character = this.#text[this.#at];
    if (level !== undefined && (character === '}' || character === ']')) return this.#close(level, character);
    if (level !== undefined && character === ',') {
      this.#at++;
      this.#out += ',';
      return true;
    }
    if (level !== undefined && !level.array) {
      if (!this.#name(level)) return false;
      this.#space();
    }
    return this.#value(level);
  }

  #close(level: Level, character: string): boolean {
    if (level.array !== (character === ']')) return false;
    this.#at++;
    this.#out += character;
    this.#levels.pop();
    return true;
  }

  #name(level: Level): boolean {
    const name = this.#string();
    if (name === null) return false;
    this.#space();
    if (this.#text[this.#at] !== ':') return false;
    this.#at++;
    level.key = name;
    this.#out += `${quoted(name)}:`;
    return true;
  }

  #value(level: Level | undefined): boolean {
    const character = this.#text[this.#at];
    if (character === undefined) return false;
    if (character === '{' || character === '[') return this.#open(level, character === '[');
    if (character === '"') return this.#stringValue(level);
    return this.#bare(level);
  }

  #open(level: Level | undefined, array: boolean): boolean {
    if (this.#levels.length >= DEEPEST) return false;
    const key = level?.key ?? '';
    const record =
      level !== undefined &&
      (level.record ||
        (!level.array && RECORD_KEYS.has(key) && !this.#inMapping()) ||
        (!array && level.array && level.key === 'hits'));
    this.#at++;
    this.#out += array ? '[' : '{';
    // an array's members are judged by the key that the array stands under
    this.#levels.push({ array, key: array ? key : '', record, first: true });
    return true;
  }

  /** `fields` and `properties` inside of a mapping are names and types, not records. */
  #inMapping(): boolean {
    return this.#levels.some((level) => level.key === 'mappings' || level.key === 'properties');
  }

  #stringValue(level: Level | undefined): boolean {
    const text = this.#string();
    if (text === null) return false;
    this.#out += kept(level, text) ?? '"[string]"';
    return true;
  }

  #bare(level: Level | undefined): boolean {
    const token = this.#token(BARE);
    if (token === null) return false;
    const number = token !== 'true' && token !== 'false' && token !== 'null';
    if (token === 'null') this.#out += token;
    else if (level?.record) this.#out += number ? '"[number]"' : '"[boolean]"';
    else if (!number || (FACT_NUMBERS.has(level?.key ?? '') && token.length <= 18)) this.#out += token;
    else this.#out += '"[number]"';
    return true;
  }

  /** A string token from here, decoded; null where it is cut off or none. */
  #string(): string | null {
    const token = this.#token(STRING);
    if (token === null) return null;
    if (!token.includes('\\')) return token.slice(1, -1);
    try {
      return JSON.parse(token) as string;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** `test` and not `exec`: a match is an array with the whole text in it, and every answer has hundreds of tokens. */
  #token(form: RegExp): string | null {
    form.lastIndex = this.#at;
    if (!form.test(this.#text)) return null;
    const token = this.#text.slice(this.#at, form.lastIndex);
    this.#at = form.lastIndex;
    return token;
  }

  #space(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = this.#text.charCodeAt(++this.#at);
  }
}

const STRING = /"(?:[^"\\\n\r]|\\.)*"/y;
const BARE = /true|false|null|-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?/y;

/** The string as it may be shown, or null. */
function kept(level: Level | undefined, text: string): string | null {
  if (level === undefined) return null;
  if (level.record) return RECORD_EXCEPTIONS.has(level.key) ? quoted(text) : null;
  if (level.key === 'reason') {
    const phrase = REASON.exec(text)?.[0];
    return phrase === undefined ? null : quoted(`${phrase}${phrase.length < text.length ? ' …' : ''}`);
  }
  // 64-bit counts are written as text in the JSON of Protocol Buffers
  if (level.key === 'count' && /^\d{1,12}$/.test(text)) return quoted(text);
  return FACT_STRINGS.has(level.key) && FACT.test(text) ? quoted(text) : null;
}

const quoted = memoised((text) => JSON.stringify(escapeText(maskText(text), 128)));
