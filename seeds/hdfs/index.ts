import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';

export interface StoreAddress {
  /** `http://127.0.0.1:9870` */
  readonly url: string;
}

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: number | null;
}

/** The account that the server runs as, which is the superuser. */
const OWNER = 'lab';

/** What docker/hdfs/start writes, as far as a stranger may see it: three files of users, and one of orders for each of two countries. */
const VARIANTS = {
  empty: { ready: '/', truth: { records: 0, collections: 0, people: null } },
  files: { ready: '/filled', truth: { records: 5, collections: 2, people: null } },
} as const satisfies Record<string, { readonly ready: string; readonly truth: Truth }>;

/** The administrator of a NameNode in the lab (the shape is LabAdmin of test/kit/lab-state.ts). */
export function hdfsAdmin({ url }: StoreAddress) {
  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const { statusCode, body } = await request(`${url}${path}`);
    return { status: statusCode, text: await body.text() };
  };
  return {
    seed: async (variant: string): Promise<Truth> => {
      const { ready, truth } = VARIANTS[variant as keyof typeof VARIANTS];
      await until(async () => (await ask(`/webhdfs/v1${ready}?op=GETFILESTATUS&user.name=${OWNER}`)).status === 200);
      return truth;
    },
    /** Each state has a server of its own, which is filled where it starts. */
    wipe: () => Promise.resolve(),
    condition: () => condition(ask),
    close: () => Promise.resolve(),
  };
}

const PATIENCE = 240;

/** A NameNode that starts takes its time, and hangs up meanwhile. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn += 1) {
    if (await holds().catch(() => false)) return;
    await wait(500);
  }
  throw new Error('the NameNode was not filled in time');
}

/** The number of the last transaction, which grows with every change, and the times of access, by the server's own word. */
async function condition(ask: (path: string) => Promise<{ text: string }>): Promise<string> {
  const beans = await ask('/jmx?qry=Hadoop:service=NameNode,name=FSNamesystem');
  const kept = beans.text
    .split('\n')
    .filter((line) => /"(?:FilesTotal|BlocksTotal|LastWrittenTransactionId)"/.test(line));
  const listed = await ask(`/webhdfs/v1/shop/users?op=LISTSTATUS&user.name=${OWNER}`);
  return [...kept, listed.text].join('\n');
}
