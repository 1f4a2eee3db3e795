import { openStore, type Store, type StoreAddress } from './client.ts';
import { seed, wipe } from './index.ts';

/** The administrator of a server of the family in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function redisAdmin(at: StoreAddress) {
  let opened: Promise<Store> | null = null;
  const store = () => (opened ??= openStore(at));
  return {
    seed: async (variant: string) => seed(await store(), variant),
    wipe: async () => wipe(await store()),
    condition: async () => condition(await store()),
    close: async () => (await opened)?.close(),
  };
}

/**
 * Commands that read, by the server's own names of them in INFO commandstats. All others change something, or might. `host_` is the
 * name under which 6.2 hangs up on HTTP.
 */
const READS =
  /^(?:acl|auth|client|cluster|config|dbsize|echo|getrange|hello|hkeys|host_|hlen|hscan|info|scan|select|type)(?:\||$)/;
/** Of containers of commands, these write. */
const WRITES =
  /^(?:acl\|(?:setuser|deluser|load|save)|client\|(?:kill|pause|setname)|config\|(?:set|rewrite|resetstat))$/;

/**
 * What an audit must leave as it was, by the server's own word: keys, changes since the last snapshot, settings, users, and how
 * often each command was called that does not read alone.
 */
async function condition(store: Store): Promise<string> {
  const lines = (await store.ask(['INFO', 'all'])).split('\r\n');
  const kept = lines.filter((line) =>
    /^(?:db\d+|rdb_changes_since_last_save|role|connected_slaves|module):/.test(line),
  );
  const calls = lines.filter((line) => {
    // Of what was refused before it ran there are no calls: HTTP's GET is such a one.
    const command = /^cmdstat_([^:]+):calls=[1-9]/.exec(line)?.[1];
    return command !== undefined && (!READS.test(command) || WRITES.test(command));
  });
  const rest = await store.ask(['CONFIG', 'GET', '*'], ['ACL', 'LIST']);
  return [
    ...kept.map((line) => line.replace(/,avg_ttl=.*$/, '')),
    ...calls.map((line) => line.replace(/,usec.*$/, '')),
    rest,
  ].join('\n');
}
