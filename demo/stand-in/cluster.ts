/** An Elasticsearch cluster as the stand-in plays it: what it says is set here. */
export interface Cluster {
  readonly name: string;
  readonly uuid: string;
  readonly node: { readonly id: string; readonly name: string; readonly address: string; readonly port: number };
  readonly build: Build;
  /** True: every question without credentials is refused. */
  readonly secured: boolean;
  readonly indices: readonly Index[];
}

/** What `GET /` says of the program, copied from a real server's answer. */
export interface Build {
  readonly number: string;
  readonly flavor: string;
  readonly type: string;
  readonly hash: string;
  readonly date: string;
  readonly lucene: string;
  readonly wire: string;
  readonly indexCompatibility: string;
}

export interface Index {
  readonly name: string;
  readonly uuid: string;
  readonly documents: number;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly aliases: readonly string[];
  /** The few records that it really has; `documents` is what it says. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** `properties` of the mapping, as Elasticsearch writes them. */
  readonly properties: Readonly<Record<string, MappedField>>;
  /** Distinct values by field; a field that is not named here has as many as there are documents. */
  readonly distinct: Readonly<Record<string, number>>;
}

export interface MappedField {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, MappedField>>;
  readonly fields?: Readonly<Record<string, MappedField>>;
  readonly ignore_above?: number;
}

/** Elasticsearch 7.17.28, the tar distribution. */
export const BUILD: Build = {
  number: '7.17.28',
  flavor: 'default',
  type: 'tar',
  hash: '139cb5a961d8de68b8e02c45cc47f5289a3623af',
  date: '2025-02-20T09:05:31.349013687Z',
  lucene: '8.11.3',
  wire: '6.8.0',
  indexCompatibility: '6.0.0-beta1',
};
