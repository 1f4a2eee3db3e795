import type { Collection, Sign } from '../../model/facts.ts';

/** Names that notes and wipers have been seen under; whole words of the name, whatever their case. */
const NOTE_NAMES: readonly RegExp[] = [
  /(?:^|[^a-z])read[_-]{0,2}me(?:[^a-z]|$)/,
  /(?:^|[_-])(?:how_to_)?(?:recover|restore)[_-](?:your[_-])?(?:data|database|files)/,
  /(?:^|[_-])(?:pleaseread|please[_-]read)/,
  /^(?:warning|warn|hacked|ransom|contactme|contact_me|pwned)(?:[_-]|$)/,
  /^nightlionsecurity/,
];
const WIPER_NAME = /^[a-z0-9]{6,40}-meow$/;

/** Notes are a handful of records. */
const FEW = 20;

/** By names alone, whatever the engine: suspicious, or a wiper's mark. */
export function lookForNames(collections: readonly Collection[]): Sign[] {
  return collections
    .filter(({ system }) => !system)
    .flatMap(({ name, records }): Sign[] => {
      const mark = markOf(name);
      if (mark === null) return [];
      if (mark === 'wiper') return [{ kind: 'wiper', certainty: 'confirmed', collection: name, because: ['name'] }];
      const because = ['name', ...(isFew(records) ? ['few-documents'] : [])];
      return [{ kind: 'ransom-note', certainty: 'suspicious', collection: name, because }];
    });
}

/** What the name of a collection, or of the database that it lies in, says of somebody who was there before. */
export function markOf(name: string): 'ransom-note' | 'wiper' | null {
  if (WIPER_NAME.test(name)) return 'wiper';
  return NOTE_NAMES.some((pattern) => pattern.test(name.toLowerCase())) ? 'ransom-note' : null;
}

export function isFew(records: number | null): boolean {
  return records !== null && records > 0 && records <= FEW;
}
