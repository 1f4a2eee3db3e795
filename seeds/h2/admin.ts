import { Agent, request } from 'undici';
import { customers } from '../cast.ts';

export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

const USUAL = 'jdbc:h2:~/test';
const NAME = 'Generic H2 (Embedded)';

/** How the database that the console suggests was made: its password, and what else somebody left in the list of connections. */
const VARIANTS = {
  open: { password: '', saved: [] },
  password: { password: 'labpass123', saved: [] },
  saved: { password: 'labpass123', saved: ['Shop customers', 'Shop archive'] },
  empty: null,
} as const satisfies Record<string, { readonly password: string; readonly saved: readonly string[] } | null>;

export type Variant = keyof typeof VARIANTS;

/**
 * The administrator of an H2 in the lab (the shape is LabAdmin of test/kit/lab-state.ts): through the console, by its own login.
 * The console shows names alone, so that the truth is how many there are.
 */
export function h2Admin(url: string) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  let filled: Variant = 'empty';
  const page = async (path: string, query: Readonly<Record<string, string>> = {}): Promise<string> => {
    const answer = await request(`${url}/${path}?${new URLSearchParams(query).toString()}`, { dispatcher });
    return answer.body.text();
  };
  const enter = async () => /jsessionid=([0-9a-f]{32})/.exec(await page(''))?.[1] ?? '';
  /** Statements in a login of their own; the database is closed with it. */
  const within = async (password: string, ...statements: readonly string[]): Promise<string> => {
    const jsessionid = await enter();
    const at = { jsessionid, driver: 'org.h2.Driver', url: USUAL, user: 'sa', password, name: NAME, setting: NAME };
    const inside = await page('login.do', at);
    if (!inside.includes('frameset')) throw new Error(`no login: ${inside.slice(-600)}`);
    const results: string[] = [];
    for (const sql of statements) {
      const result = await page('query.do', { jsessionid, sql });
      if (result.includes('class="error"')) throw new Error(`${sql.slice(0, 100)}: ${result.slice(0, 900)}`);
      results.push(result.replace(/, \d+ ms\)/g, ')'));
    }
    await page('logout.do', { jsessionid });
    return results.join('\n');
  };
  const seed = async (variant: string): Promise<Truth> => {
    filled = variant as Variant;
    const plan = VARIANTS[filled];
    if (plan === null) return { records: 0, collections: 0, people: null };
    const rows = [...customers(40)].map(({ owner_email }, index) => `(${index}, '${owner_email}')`);
    await within(
      plan.password,
      'CREATE TABLE users (id INT PRIMARY KEY, owner_email VARCHAR(200))',
      `INSERT INTO users VALUES ${rows.join(', ')}`,
    );
    for (const name of plan.saved) {
      const jsessionid = await enter();
      await page('settingSave.do', { jsessionid, name, driver: 'org.h2.Driver', url: '/srv/shop', user: 'shop' });
    }
    // The last one that was used is suggested: the usual one, whatever was saved.
    await within(plan.password);
    const open = plan.password === '' ? 1 : 0;
    return { records: 0, collections: plan.saved.length + open, people: null };
  };
  /** What the console shows and keeps, and what the database says of its accounts, tables and rows, and how often it was changed. */
  const condition = async (): Promise<string> => {
    const jsessionid = await enter();
    const shown = (await page('login.jsp', { jsessionid })).replaceAll(jsessionid, 'session');
    const plan = VARIANTS[filled];
    if (plan === null) return shown;
    const told = await within(
      plan.password,
      'SELECT TABLE_SCHEMA, TABLE_NAME, ROW_COUNT_ESTIMATE, LAST_MODIFICATION FROM INFORMATION_SCHEMA.TABLES ORDER BY 1, 2',
      'SELECT USER_NAME, IS_ADMIN FROM INFORMATION_SCHEMA.USERS ORDER BY 1',
      'SELECT COUNT(*), SUM(ID) FROM users',
    );
    return `${shown}\n${told}`;
  };
  return { seed, wipe: () => Promise.resolve(), condition, close: () => dispatcher.close() };
}
