import { Resolver as DnsResolver, lookup, resolveTxt } from 'node:dns/promises';

/** Names to addresses and texts. An empty list: the name is not there. Throws where the question itself failed. */
export interface Resolver {
  addresses(name: string): Promise<readonly string[]>;
  /** TXT records, the parts of each joined. */
  txt(name: string): Promise<readonly string[]>;
}

const ABSENT = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA']);

/** The system's resolver (with its hosts file), or DNS servers alone where `servers` names them (`127.0.0.1:5353`). */
export function systemResolver(options: { servers?: readonly string[]; timeout?: number } = {}): Resolver {
  if (!options.servers) {
    return {
      async addresses(name) {
        const found = await orNothing(lookup(name, { all: true, order: 'ipv4first' }));
        return found.map((one) => one.address);
      },
      async txt(name) {
        return (await orNothing(resolveTxt(name))).map((parts) => parts.join(''));
      },
    };
  }
  const dns = new DnsResolver({ timeout: options.timeout ?? 2000, tries: 2 });
  dns.setServers([...options.servers]);
  return {
    async addresses(name) {
      const [four, six] = await Promise.all([orNothing(dns.resolve4(name)), orNothing(dns.resolve6(name))]);
      return [...four, ...six];
    },
    async txt(name) {
      return (await orNothing(dns.resolveTxt(name))).map((parts) => parts.join(''));
    },
  };
}

async function orNothing<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(String(error.code))) return [];
    throw error;
  }
}
