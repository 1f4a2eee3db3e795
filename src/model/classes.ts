/** A field that a data class was found for. */
export interface FieldClass {
  readonly collection: string;
  readonly field: string;
  readonly class: string;
  readonly family: string;
  /** `name`: by its name and type; `values`: by sampled values; `both`. */
  readonly basis: 'name' | 'values' | 'both';
  /** Of the sampled values, the share that had the shape; null without `--sample`. */
  readonly share: number | null;
  /** Whether the class identifies one person (people are counted on such fields). */
  readonly identifying: boolean;
}

/** A class that was looked for, on what basis, and whether it was found. "Not found" is never "not there". */
export interface LookedFor {
  readonly class: string;
  readonly found: boolean;
  readonly basis: 'field-names' | 'field-names-and-sampled-values';
  readonly collections: number;
  readonly notInspected: readonly string[];
}

/** Who does a step of the response, as most companies share the work. */
export const OWNERS = ['security', 'engineering', 'customer support', 'legal and privacy'] as const;

export interface ResponseStep {
  readonly action: string;
  readonly why: string;
  /** What comes first has the lowest number. */
  readonly order: number;
  readonly owner: (typeof OWNERS)[number];
}

/** A data class as `rules/classes/*.yaml` declares it. Ids and families are public contract. */
export interface DataClass {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly identifying: boolean;
  /** Preference for counting people, 1 first; null where the class does not identify. */
  readonly peopleRank: number | null;
  /** What law may ask, as a candidate for assessment: `GDPR Art. 9`. */
  readonly law: readonly string[];
  /** What the owner does now that such data was reachable. */
  readonly response: readonly ResponseStep[];
}
