import { betaTesters, customer, customers, shares } from '../cast.ts';
import { readIncident } from '../incident.ts';

/** A table and what it is filled with. */
export interface TablePlan {
  readonly schema?: string;
  readonly name: string;
  /** `name type`, as CREATE TABLE takes it. */
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: Iterable<readonly (string | number | null)[]>;
  /** Columns with a unique index. */
  readonly unique?: readonly string[];
  /** False: the account of the visitor has no right to read it. */
  readonly granted?: boolean;
}

const TYPES = { keyword: 'text', text: 'text', long: 'bigint', float: 'real', date: 'timestamptz' } as const;

/** The incident's collections, a thousandth of its size; the beta testers are few enough to be all there. */
export async function people(scale = 1000): Promise<TablePlan[]> {
  const { collections } = await readIncident();
  return collections.map(({ name, records, fields }) => {
    const count = name === 'beta_testers' ? records : Math.round(records / scale);
    const columns = fields.map((field) => [field.name.split('.').at(-1) ?? '', TYPES[field.type]] as const);
    const documents = documentsOf(name, count);
    return {
      name,
      columns,
      rows: rowsOf(
        documents,
        fields.map((field) => field.name),
      ),
      unique: uniqueIn(name),
    };
  });
}

function uniqueIn(name: string): readonly string[] {
  return name === 'users' ? ['user_id', 'owner_email'] : name === 'shares' ? ['share_id'] : [];
}

function documentsOf(name: string, count: number): Iterable<object> {
  if (name === 'users') return customers(count);
  if (name === 'shares') return shares(count);
  if (name === 'beta_testers') return betaTesters(count);
  throw new Error(`incident.yaml: nobody knows how to fill ${name}`);
}

function* rowsOf(documents: Iterable<object>, paths: readonly string[]): Generator<(string | number | null)[]> {
  for (const document of documents) {
    yield paths.map((path) => {
      const [first = '', second] = path.split('.');
      const value = (document as Record<string, unknown>)[first];
      return (second === undefined ? value : (value as Record<string, unknown>)[second]) as string | number | null;
    });
  }
}

const CONTACT = [
  ['owner_email', 'text'],
  ['user_name', 'varchar(80)'],
  ['created_at', 'timestamptz'],
] as const;

function contacts(name: string, count: number, from = 0, more: Partial<TablePlan> = {}): TablePlan {
  return {
    name,
    columns: CONTACT,
    rows: numbered(count, (index) => {
      const { owner_email, user_name, created_at } = customer(from + index);
      return [owner_email, user_name, created_at];
    }),
    unique: ['owner_email'],
    ...more,
  };
}

/** 20,000 rows of 17,000 people, known to nobody but the planner's statistics. */
export function crowd(): TablePlan[] {
  return [
    {
      name: 'members',
      columns: [
        ['email', 'text'],
        ['visits', 'integer'],
      ],
      rows: numbered(20_000, (index) => [customer(index % 17_000).owner_email, index % 12]),
    },
  ];
}

/** Behind a role that may read two of three. */
export function limited(): TablePlan[] {
  return [
    contacts('public_people', 120),
    {
      name: 'public_catalogue',
      columns: [
        ['sku', 'text'],
        ['price', 'numeric(8,2)'],
      ],
      rows: numbered(80, (index) => [`L-${index}`, 9.5 + index]),
    },
    contacts('internal_customers', 300, 500, { granted: false }),
  ];
}

/** What is left when somebody was faster. The address is an example of the format and belongs to nobody. */
export function ransomed(): TablePlan[] {
  const note =
    'All your data was backed up. You must pay 0.021 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq within 48 hours ' +
    'or it will be published. After payment write to recover@example.com with the IP of your server.';
  return [{ name: 'readme_to_recover', columns: [['text', 'text']], rows: [[note]] }];
}

/** Names that attack whoever shows them or puts them into a statement, and one that is a person. */
export function hostileNames(): TablePlan[] {
  const names = [
    '<script>alert(1)</script>',
    '\u001B[31mred\u001B[0m',
    'line\nbreak',
    '\u202Egnp_exe',
    '__proto__',
    'constructor',
    "'); drop table plain; --",
    '"quoted"',
    'back\\slash',
    "=cmd|' /C calc'!A0",
    'x'.repeat(60),
  ];
  const plain = contacts('plain', 40);
  const wide = [...CONTACT, ...names.map((name) => [name, 'text'] as const)];
  return [
    { ...plain, columns: wide, rows: padded(plain.rows, names.length) },
    contacts('x"; drop table plain; --', 20),
    contacts('\u001B[2jwiped', 20),
    contacts('zoe.nimbusby@example.com', 20),
    contacts('line\nbreak', 20, 0, { schema: 'a.b' }),
  ];
}

function* padded(rows: TablePlan['rows'], count: number): Generator<(string | number | null)[]> {
  const empty = Array.from({ length: count }, () => null);
  for (const row of rows) yield [...row, ...empty];
}

function* numbered<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index += 1) yield make(index);
}
