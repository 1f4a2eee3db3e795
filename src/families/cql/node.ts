import type { Egress } from '../../model/facts.ts';
import { escapeText } from '../../support/escape.ts';
import type { Member } from './claims.ts';
import type { CqlChannel } from './requests.ts';
import { ask, askFirst, textOf } from './speak.ts';
import type { Row } from './wire.ts';

/** What the node says of itself and of its cluster. What could not be learnt is null. */
export interface Node {
  readonly version: string | null;
  /** Its cluster's. */
  readonly name: string | null;
  readonly identity: Readonly<Record<string, string>>;
  readonly dataCenter: string | null;
  /** Set where it is a relative that has no engine of its own. */
  readonly product: string | null;
  readonly members: readonly Egress[];
  readonly authenticator: string | null;
  readonly authorizer: string | null;
  readonly bindAny: boolean | null;
  readonly userFunctions: boolean | null;
  /** Functions of users run without a guard between them and the server. */
  readonly unguardedFunctions: boolean | null;
  readonly banner: readonly number[];
  /** Exchanges that show the settings. */
  readonly told: readonly number[];
  readonly listed: readonly number[];
}

export const NO_NODE: Node = {
  version: null,
  name: null,
  identity: {},
  dataCenter: null,
  product: null,
  members: [],
  authenticator: null,
  authorizer: null,
  bindAny: null,
  userFunctions: null,
  unguardedFunctions: null,
  banner: [],
  told: [],
  listed: [],
};

const HOST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function takeNode(channel: CqlChannel, engine: Member): Promise<Node> {
  const local = await ask(channel, 'local');
  const [row = []] = local.rows;
  const [cluster, release, dataCenter, , hostId] = row.map(textOf);
  const own = engine === 'scylla' ? await ask(channel, 'scylla-version') : null;
  const { members, ids, exchange } = await takePeers(channel);
  const told = await ask(channel, engine === 'scylla' ? 'scylla-settings' : 'settings');
  const said = own === null ? (release ?? '') : textOf(own.rows[0]?.[0]);
  // A ring has as many nodes as it has, and the same ones whichever is asked: the first of their names stands for it.
  const ring = [hostId ?? '', ...ids].filter((id) => HOST_ID.test(id)).toSorted()[0];
  return {
    ...settingsOf(told.rows),
    version: numberOf(said),
    name: cluster ? escapeText(cluster, 80) : null,
    identity: ring === undefined ? {} : { ring },
    dataCenter: dataCenter ? escapeText(dataCenter, 80) : null,
    product: release === '3.9-SNAPSHOT' ? 'YugabyteDB' : null,
    members,
    banner: local.rows.length > 0 ? [local.exchange, ...(own === null ? [] : [own.exchange])] : [],
    told: told.rows.length > 0 ? [told.exchange] : [],
    listed: members.length > 0 ? [exchange] : [],
  };
}

/** `5.0.4`, `4.1.0-rc1`; a snapshot is of nobody's release. */
function numberOf(release: string): string | null {
  if (/SNAPSHOT/i.test(release)) return null;
  return /^\d+(?:\.\d+){1,3}/.exec(release)?.[0] ?? null;
}

async function takePeers(
  channel: CqlChannel,
): Promise<{ members: readonly Egress[]; ids: readonly string[]; exchange: number }> {
  const current = await askFirst(channel, 'peers', 'peers-old');
  const members: Egress[] = [];
  const ids: string[] = [];
  for (const row of current.rows) {
    const cells = row.map(textOf);
    // The older table has no port.
    const [peer = '', port, dataCenter, rack, id = ''] = cells.length > 4 ? cells : [cells[0], '', ...cells.slice(1)];
    if (peer === '') continue;
    const place = [dataCenter, rack].map((part) => escapeText(part ?? '', 60)).filter((part) => part !== '');
    members.push({
      kind: 'member',
      name: place.length === 0 ? 'node' : place.join('/'),
      location: port ? (peer.includes(':') ? `[${peer}]:${port}` : `${peer}:${port}`) : peer,
      host: peer,
    });
    ids.push(id);
  }
  return { members, ids, exchange: current.exchange };
}

/** ScyllaDB writes its values as JSON does; some name a class with its package, and some with its parameters. */
function settingsOf(rows: readonly Row[]): Node {
  const told = new Map(rows.map(([name, value]) => [textOf(name), textOf(value).replace(/^"|"$/g, '')]));
  const first = (...names: string[]) => names.map((name) => told.get(name)).find((value) => value);
  const flag = (...names: string[]) => {
    const value = first(...names);
    return value === undefined ? null : value === 'true';
  };
  const address = first('rpc_address');
  const functions = flag('user_defined_functions_enabled', 'enable_user_defined_functions');
  const guarded = flag('user_defined_functions_threads_enabled', 'enable_user_defined_functions_threads');
  return {
    ...NO_NODE,
    authenticator: classOf(first('authenticator.class_name', 'authenticator')),
    authorizer: classOf(first('authorizer.class_name', 'authorizer')),
    bindAny: address === undefined ? null : address === '0.0.0.0' || address === '::',
    userFunctions: functions,
    unguardedFunctions: functions === null || guarded === null ? null : functions && !guarded,
  };
}

function classOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  const named = /class_name=([\w.$]+)/.exec(value)?.[1] ?? value;
  return /([A-Za-z]\w*)$/.exec(named)?.[1] ?? null;
}
