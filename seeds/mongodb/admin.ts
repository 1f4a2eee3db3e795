import { MongoClient } from 'mongodb';
import { byText } from '../../src/support/stable-json.ts';
import { seed, type Variant, wipe } from './index.ts';

export interface StoreAddress {
  /** `127.0.0.1:27017` */
  readonly place: string;
  readonly tls: boolean;
  /** The password of the account `lab`; null where nobody is asked. */
  readonly password: string | null;
}

/** The administrator of a server in the lab (the shape is LabAdmin of test/kit/lab-state.ts), by the vendor's own client. */
export function mongodbAdmin({ place, tls, password }: StoreAddress) {
  const client = new MongoClient(`mongodb://${password === null ? '' : `lab:${password}@`}${place}/`, {
    directConnection: true,
    tls,
    ...(tls && { tlsAllowInvalidCertificates: true }),
  });
  return {
    seed: (variant: string) => seed(client, variant as Variant),
    wipe: () => wipe(client),
    condition: () => condition(client),
    close: () => client.close(),
  };
}

/** Commands that read, and what a connection begins and ends with; every other one changes something. */
const READS = new Set(
  'hello ismaster isMaster ping buildInfo connectionStatus listDatabases listCollections listIndexes count aggregate find distinct getLog serverStatus dbStats collStats saslStart saslContinue endSessions unknown OP_QUERY'.split(
    ' ',
  ),
);

/** What an audit must leave as it was, by the server's own word: how often each command was given that does not read, and all sizes. */
async function condition(client: MongoClient): Promise<string> {
  const { metrics } = (await client.db('admin').command({ serverStatus: 1 })) as {
    metrics: { commands: Record<string, { total: number }> };
  };
  const commands = Object.entries(metrics.commands).flatMap(([name, { total }]) =>
    READS.has(name) ? [] : [`${name} ${total}`],
  );
  const { databases } = await client.db('admin').command({ listDatabases: 1 });
  const sizes: string[] = [];
  for (const { name } of databases as { name: string }[]) {
    for (const collection of await client.db(name).listCollections().toArray()) {
      const held = client.db(name).collection(collection.name);
      sizes.push(JSON.stringify([name, collection.name, await held.countDocuments(), await held.indexes()]));
    }
  }
  return JSON.stringify([commands.sort(byText), databases, sizes.sort(byText)], null, 1);
}
