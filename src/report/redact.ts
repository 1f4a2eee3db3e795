import { createHmac } from 'node:crypto';
import type { Report, ReportEndpoint } from '../model/report.ts';

/** What kind of thing a pseudonym stands for. */
type Kind = 'host' | 'name' | 'store';

const HIDDEN = '(hidden)';
/** A word as hosts, addresses and names of collections are written. */
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}._:-]*[\p{L}\p{N}_]|[\p{L}\p{N}_]/gu;

/**
 * The report with pseudonyms in place of hosts, addresses, and names of collections, nodes and stores: the same for the same name
 * and key, so that two reports can be compared, and nothing that others can reverse. Fingerprints are hashes of hosts that
 * can be guessed, so they change too. What a server said is left out. Names of fields, and words of rules, stay.
 */
export function redactTargets(report: Report, key: Uint8Array): Report {
  const names = new Pseudonyms(key);
  for (const endpoint of report.endpoints) learn(names, endpoint);
  for (const { host, address } of report.findings) names.learn('host', host, address);
  for (const { host } of [...(report.baseline?.gone ?? []), ...(report.baseline?.unconfirmed ?? [])])
    names.learn('host', host);
  const { vantage, scope } = report.audit;
  names.learn('host', vantage.name, ...scope.allow, ...scope.deny, ...scope.public);
  for (const { target } of scope.refused) names.learn('host', target);
  return walk(report, names, '') as Report;
}

function learn(names: Pseudonyms, { host, address, target, service, data }: ReportEndpoint): void {
  names.learn('host', host, ...(address === null ? [] : [address]), target);
  names.learn('store', ...[service?.name ?? []].flat(), ...Object.values(service?.identity ?? {}));
  for (const { name, aliases } of data?.collections ?? []) names.learn('name', name, ...aliases);
  for (const { collection } of data?.signs ?? []) names.learn('name', collection);
  for (const { name, location } of data?.egress ?? [])
    names.learn('host', name, ...(location === null ? [] : [location]));
}

/** Members whose text is a stranger's own words. */
const STRANGERS = new Set(['response', 'heard']);
/** Members that name nothing of the user's. */
const PLAIN = new Set([
  'schemaVersion',
  'rule',
  'rules',
  'severity',
  'title',
  'description',
  'remediation',
  'references',
  'lookedFor',
  'classes',
  'tool',
  'gate',
  'file',
]);
const PRINTS = new Set(['fingerprint', 'findings']);

function walk(value: unknown, names: Pseudonyms, member: string): unknown {
  if (typeof value === 'string') {
    if (STRANGERS.has(member)) return HIDDEN;
    if (PRINTS.has(member)) return names.print(value);
    return names.inText(value);
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, names, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, PLAIN.has(name) ? inner : walk(inner, names, name)]),
  );
}

class Pseudonyms {
  readonly #key: Uint8Array;
  readonly #known = new Map<string, string>();
  /** Those that are no word: they are looked for one by one. */
  readonly #odd = new Map<string, string>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  learn(kind: Kind, ...values: readonly string[]): void {
    for (const value of values) {
      if (value === '' || this.#known.has(value)) continue;
      const pseudonym = `${kind}-${this.#digest(value).slice(0, 10)}`;
      this.#known.set(value, pseudonym);
      if (value.replace(WORD, '') !== '') this.#odd.set(value, pseudonym);
      for (const [word] of value.matchAll(WORD)) if (isTelling(word)) this.#learnWord(kind, word);
    }
  }

  #learnWord(kind: Kind, word: string): void {
    const bare = word.replace(/:\d{1,5}$/, '');
    for (const one of [word, bare]) {
      if (!this.#known.has(one))
        this.#known.set(one, `${kind}-${this.#digest(bare).slice(0, 10)}${one.slice(bare.length)}`);
    }
  }

  print(fingerprint: string): string {
    return this.#digest(fingerprint);
  }

  inText(text: string): string {
    const whole = this.#known.get(text);
    if (whole !== undefined) return whole;
    let result = text;
    for (const [odd, pseudonym] of this.#odd) if (result.includes(odd)) result = result.replaceAll(odd, pseudonym);
    return result.replace(WORD, (word) => this.#known.get(word) ?? this.#parted(word));
  }

  /** `host:9200`, `index.field`: what stands before the colon or a dot may be known. */
  #parted(word: string): string {
    const [, head = '', tail = ''] = /^(.*)(:\d{1,5})$/.exec(word) ?? [];
    const known = this.#known.get(head);
    if (known !== undefined) return `${known}${tail}`;
    for (let at = word.lastIndexOf('.'); at > 0; at = word.lastIndexOf('.', at - 1)) {
      const before = this.#known.get(word.slice(0, at));
      if (before !== undefined) return `${before}${word.slice(at)}`;
    }
    return word;
  }

  #digest(value: string): string {
    return createHmac('sha256', this.#key).update(value).digest('hex');
  }
}

/** A number alone, or a word as short as `db`, stands for nothing: replacing it everywhere would spoil every text. */
function isTelling(word: string): boolean {
  return word.length > 3 && /\p{L}|\d\.\d|:.*:/u.test(word);
}
