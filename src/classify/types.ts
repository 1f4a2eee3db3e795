/** The few kinds of type that a class tells apart, whatever the engine calls them. */
export type TypeKind = 'text' | 'number' | 'date' | 'boolean' | 'ip' | 'geo' | 'binary' | 'object' | 'unknown';

export const TYPE_KINDS = ['text', 'number', 'date', 'boolean', 'ip', 'geo', 'binary', 'object'] as const;

const KINDS: Readonly<Record<string, TypeKind>> = {};
const table: readonly (readonly [TypeKind, string])[] = [
  [
    'text',
    'text keyword string varchar char character nvarchar nchar clob ntext tinytext mediumtext longtext citext uuid wildcard constant_keyword match_only_text search_as_you_type completion annotated_text enum name bpchar varchar2 nvarchar2 fixedstring lowcardinality charfield textfield emailfield slugfield urlfield xml hstore inet_text semantic_text set icu_collation_keyword token_count_text str guid email url',
  ],
  [
    'number',
    'number integer int bigint smallint tinyint mediumint long short byte double float half_float scaled_float unsigned_long decimal numeric real money int2 int4 int8 float4 float8 serial bigserial smallserial integerfield floatfield decimalfield bigintegerfield positiveintegerfield positivesmallintegerfield rank_feature token_count double_precision int32 int64 uint8 uint16 uint32 uint64 float32 float64 bigint_unsigned references smallmoney integer_range long_range float_range double_range',
  ],
  [
    'date',
    'date datetime timestamp timestamptz time timetz date_nanos date_range datetime2 smalldatetime datefield datetimefield year interval datetimeoffset timefield',
  ],
  ['boolean', 'boolean bool bit booleanfield nullbooleanfield'],
  ['ip', 'ip inet cidr ip_range ipaddressfield genericipaddressfield'],
  ['geo', 'geo_point geo_shape point shape geometry geography geometry_point xy_point xy_shape st_point'],
  ['binary', 'binary varbinary blob bytea tinyblob mediumblob longblob image raw bytes binaryfield varbyte'],
  [
    'object',
    'object nested flattened json jsonb flat_object map array struct record jsonfield document bson passthrough dense_vector',
  ],
];
for (const [kind, names] of table)
  for (const name of names.split(' ')) (KINDS as Record<string, TypeKind>)[name] = kind;

/** `character varying(255)` is text, `tinyint(1)` a boolean, `text[]` text; what is not known stays unknown and rules nothing out. */
export function kindOfType(type: string): TypeKind {
  const lower = type.toLowerCase().trim();
  if (lower === 'tinyint(1)') return 'boolean';
  const bare = /^[a-z_0-9]+/.exec(lower)?.[0] ?? '';
  if (lower.startsWith('double precision')) return 'number';
  return Object.hasOwn(KINDS, bare) ? (KINDS[bare] ?? 'unknown') : 'unknown';
}
