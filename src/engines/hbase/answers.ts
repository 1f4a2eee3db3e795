import { type Heard, isBusy, isHttp, isRefusal, type Meaning, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, count, list, text } from '../../wire/json.ts';

export type Answer = Heard<Meaning>;

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return unheard(reply);
  const { status, exchange } = reply;
  return { meaning: meaningOf(status), json: reply.json(), exchange, said: `HTTP ${status}` };
}

function meaningOf(status: number): Meaning {
  if (status === 200) return 'open';
  if (isRefusal(status)) return 'refused';
  if (status === 404) return 'missing';
  return isBusy(status) ? 'busy' : 'odd';
}

/** `{"table": [{"name": "users"}]}`; null where it is no list of tables. */
export function readTables(json: Json | undefined): string[] | null {
  const tables = at(json, 'table');
  if (!Array.isArray(tables)) return null;
  return list(tables).flatMap((table) => text(at(table, 'name')) ?? []);
}

/** Names of the column families of a table. */
export function readFamilies(json: Json | undefined): string[] {
  return list(at(json, 'ColumnSchema')).flatMap((family) => text(at(family, 'name')) ?? []);
}

export interface Status {
  /** Bytes on disk, by table. */
  readonly bytes: ReadonlyMap<string, number>;
  /** `host:port` of the servers that live. */
  readonly servers: readonly string[];
  readonly regions: number | null;
}

const MEBIBYTE = 1024 * 1024;

/** The names of regions come in base64: table, first row and time, with commas between them. Only the table is kept. */
export function readStatus(json: Json | undefined): Status {
  const bytes = new Map<string, number>();
  const servers: string[] = [];
  for (const node of list(at(json, 'LiveNodes')).slice(0, 1_000)) {
    const server = text(at(node, 'name'));
    if (server !== null) servers.push(server);
    for (const region of list(at(node, 'Region')).slice(0, 100_000)) {
      const name = Buffer.from(text(at(region, 'name')) ?? '', 'base64').toString('utf8');
      const table = name.slice(0, name.indexOf(','));
      const size = count(at(region, 'storefileSizeMB')) ?? 0;
      if (table !== '') bytes.set(table, (bytes.get(table) ?? 0) + size * MEBIBYTE);
    }
  }
  return { bytes, servers, regions: count(at(json, 'regions')) };
}

/** A bean of the pages of masters and region servers. */
export function readBean(json: Json | undefined, name: string): { readonly [key: string]: Json } | null {
  const [bean] = list(at(json, 'beans'));
  return text(at(bean, 'name')) === `Hadoop:service=HBase,name=${name}` ? bag(bean) : null;
}

/** `Namespace_shop_table_users_metric_storeFileSize`: bytes by `shop:users`; those of the default namespace have none. */
export function readTableSizes(json: Json | undefined): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [name, value] of Object.entries(readBean(json, 'RegionServer,sub=Tables') ?? {})) {
    const [, space = '', table = ''] = /^Namespace_(.{1,200}?)_table_(.{1,200})_metric_storeFileSize$/.exec(name) ?? [];
    if (table !== '') sizes.set(space === 'default' ? table : `${space}:${table}`, count(value) ?? 0);
  }
  return sizes;
}
