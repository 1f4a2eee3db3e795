import { setTimeout } from 'node:timers/promises';
import { Client } from 'ldapts';
import { SUFFIX, seed, type Variant, wipe } from './index.ts';

export interface StoreAddress {
  /** `ldap://127.0.0.1:389` */
  readonly url: string;
  /** Nothing is taken before StartTLS. */
  readonly startTls: boolean;
}

const ADMIN = `cn=admin,${SUFFIX}`;
const PATIENCE = 40;
const PAUSE_MILLISECONDS = 250;

/** The administrator of a directory in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function ldapAdmin(at: StoreAddress) {
  const untrusted = { rejectUnauthorized: false };
  const client = new Client({ url: at.url, ...(at.url.startsWith('ldaps:') && { tlsOptions: untrusted }) });
  let ready = false;
  const session = async (): Promise<Client> => {
    for (let turn = 0; !ready; turn += 1) {
      try {
        if (at.startTls) await client.startTLS(untrusted);
        await client.bind(ADMIN, 'labpw');
        ready = true;
      } catch (error) {
        if (turn >= PATIENCE) throw error;
        await setTimeout(PAUSE_MILLISECONDS);
      }
    }
    return client;
  };
  return {
    seed: async (variant: string) => seed(await session(), variant as Variant),
    wipe: async () => wipe(await session()),
    condition: async () => condition(await session()),
    close: () => client.unbind(),
  };
}

/** What an audit must leave as it was, by the server's own word: every entry with its change number and when it was changed. */
async function condition(client: Client): Promise<string> {
  const attributes = ['entryCSN', 'modifyTimestamp', 'modifiersName', 'contextCSN', 'authTimestamp', 'pwdFailureTime'];
  const { searchEntries } = await client.search(SUFFIX, { scope: 'sub', attributes, paged: { pageSize: 200 } });
  return searchEntries
    .map((entry) => JSON.stringify(entry))
    .sort()
    .join('\n');
}
