import type { Field } from '../../model/facts.ts';
import type { CqlChannel } from './requests.ts';
import { ask, type Said, textOf } from './speak.ts';

/** A table of the users', with the columns by which its rows are found. */
export interface Table {
  readonly keyspace: string;
  readonly name: string;
  /** The columns of the partition key, in their order. */
  readonly key: readonly string[];
  /** Rows lie within partitions: there are as many partitions as rows, or fewer. */
  readonly clustered: boolean;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Schema {
  readonly tables: readonly Table[];
  readonly keyspaces: readonly string[];
  readonly listed: Said;
  readonly named: Said;
  readonly described: Said;
}

/** The server's own: of Cassandra, ScyllaDB and DataStax. */
const SYSTEM = /^(?:system(?:_\w+)?|dse_\w+|solr_admin|OpsCenter|HiveMetaStore|audit)$/;

export function isSystem(keyspace: string): boolean {
  return SYSTEM.test(keyspace);
}

export async function takeSchema(channel: CqlChannel): Promise<Schema> {
  const named = await ask(channel, 'keyspaces');
  const listed = await ask(channel, 'tables');
  const described = await ask(channel, 'columns');
  const columns = Map.groupBy(described.rows, ([keyspace, table]) => `${textOf(keyspace)}.${textOf(table)}`);
  const tables = listed.rows.flatMap(([keyspaceCell, nameCell]): Table[] => {
    const [keyspace, name] = [textOf(keyspaceCell), textOf(nameCell)];
    if (isSystem(keyspace) || name === '') return [];
    const own = (columns.get(`${keyspace}.${name}`) ?? []).map(([, , column, kind, position, type]) => ({
      name: textOf(column),
      kind: textOf(kind),
      position: Number(textOf(position)),
      type: textOf(type),
    }));
    const key = own
      .filter(({ kind }) => kind === 'partition_key')
      .toSorted((left, right) => left.position - right.position);
    return [
      {
        keyspace,
        name,
        key: key.map((column) => column.name),
        clustered: own.some(({ kind }) => kind === 'clustering'),
        columns: own.map((column) => ({ name: column.name, type: column.type })),
      },
    ];
  });
  const keyspaces = named.rows.map(([name]) => textOf(name)).filter((name) => name !== '' && !isSystem(name));
  return { tables, keyspaces, listed, named, described };
}

export function collectionName({ keyspace, name }: Pick<Table, 'keyspace' | 'name'>): string {
  return `${keyspace}.${name}`;
}

/** Types of the users' own, by `keyspace.type`. */
export type Types = ReadonlyMap<string, readonly Column[]>;

export async function takeTypes(channel: CqlChannel): Promise<Types> {
  const { rows } = await ask(channel, 'types');
  return new Map(
    rows.map(([keyspace, name, fields, types]) => {
      const members = typeof fields === 'object' && fields !== null ? fields : [];
      const kinds = typeof types === 'object' && types !== null ? types : [];
      const columns = members.map((member, index) => ({ name: member, type: kinds[index] ?? '' }));
      return [`${textOf(keyspace)}.${textOf(name)}`, columns];
    }),
  );
}

const DEEPEST = 4;

/** Columns as fields; one whose type is of the user's own, alone or within a list, is told by what it is made of. */
export function fieldsOf(table: Table, types: Types): Field[] {
  const [only] = table.key.length === 1 ? table.key : [];
  const fields = (columns: readonly Column[], prefix: string, depth: number): Field[] =>
    columns.flatMap(({ name, type }): Field[] => {
      const own = depth < DEEPEST ? types.get(`${table.keyspace}.${innermost(type)}`) : undefined;
      if (own !== undefined) return fields(own, `${prefix}${name}.`, depth + 1);
      return [{ name: `${prefix}${name}`, type, countAs: prefix === '' && name === only ? name : null }];
    });
  return fields(table.columns, '', 0);
}

/** `frozen<list<frozen<address>>>`: what the list is of. */
function innermost(type: string): string {
  return /^(?:(?:frozen|list|set)<)*"?([^<>"]{1,200})"?>*$/.exec(type)?.[1] ?? type;
}
