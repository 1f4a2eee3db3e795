import { hostOf } from '../../support/address.ts';

export interface Config {
  /** Places that samples are sent to, without userinfo. */
  readonly sentTo: readonly { readonly url: string; readonly host: string | null }[];
  readonly jobs: number;
  /** Passwords and tokens that stand there as they are: Prometheus hides those that it knows to be one. */
  readonly passwords: number;
}

const MOST_LINES = 200_000;
/** What the server writes instead of a secret. */
const HIDDEN = /^(?:<secret>|""|''|null)?$/;
const SECRET = /^\s*(?:- )?(?:password|bearer_token|credentials|secret_key|client_secret|api_key|token):\s*(.*)$/;
/** `user:xxxxx@` is what it writes for a hidden password; a query may hold one all the same. */
const IN_URL = /\/\/[^/\s@]*:(?!xxxxx@)[^/\s@]+@|[?&](?:password|token|api_?key|access_token|secret)=[^&\s]+/i;

/** Of the configuration as the server prints it, line by line: two spaces a level, the lists of the top at the margin. */
export function readConfig(yaml: string): Config {
  const sentTo: { url: string; host: string | null }[] = [];
  let section = '';
  let jobs = 0;
  let passwords = 0;
  for (const line of yaml.slice(0, 2 * 1024 * 1024).split('\n', MOST_LINES)) {
    section = /^([a-z_]+):/.exec(line)?.[1] ?? section;
    if (section === 'scrape_configs' && line.startsWith('- job_name:')) jobs += 1;
    const url = section === 'remote_write' ? /^(?:- | {2})url: (\S{1,2000})$/.exec(line)?.[1] : undefined;
    if (url !== undefined) sentTo.push({ url: bare(url), host: hostOf(url) });
    const secret = SECRET.exec(line.slice(0, 4_000))?.[1];
    if ((secret !== undefined && !HIDDEN.test(secret)) || IN_URL.test(line.slice(0, 4_000))) passwords += 1;
  }
  return { sentTo: sentTo.slice(0, 200), jobs, passwords };
}

function bare(url: string): string {
  return url
    .slice(0, 300)
    .replace(/^([a-z][\w+.-]*:\/\/)[^@/]*@/i, '$1')
    .replace(/[?#].*$/, '');
}
