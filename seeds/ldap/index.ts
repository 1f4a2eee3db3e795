import type { Client } from 'ldapts';
import { customer } from '../cast.ts';

/** What an audit has to find: nobody counts people in a directory, which keeps no statistics of values. */
export interface Truth {
  readonly records: number;
  readonly collections: number;
  readonly people: null;
}

export const SUFFIX = 'dc=lab,dc=test';

type Attributes = Record<string, string | string[]>;

interface Plan {
  readonly entries: ReadonlyMap<string, Attributes>;
  readonly truth: Truth;
}

const SEEDS = {
  people: () => people(40),
  /** More than a search gives at once: five hundred, and the one that they lie in is among them. */
  crowd: () => people(700, 499),
  bare: () => ({ entries: new Map([top()]), truth: { records: 0, collections: 0, people: null } }),
  /** Nothing of it is to be seen. */
  unseen: () => ({ ...people(10), truth: { records: 0, collections: 0, people: null } }),
  public: () => shared(),
} as const satisfies Record<string, () => Plan>;

export type Variant = keyof typeof SEEDS;

export async function seed(client: Client, variant: Variant): Promise<Truth> {
  const { entries, truth } = SEEDS[variant]();
  for (const [name, attributes] of entries) await client.add(name, attributes);
  return truth;
}

/** Removes all that `seed` wrote, what lies deepest first. */
export async function wipe(client: Client): Promise<void> {
  const { searchEntries } = await client.search(SUFFIX, {
    scope: 'sub',
    attributes: ['1.1'],
    paged: { pageSize: 200 },
  });
  for (const { dn } of searchEntries.toReversed()) await client.del(dn);
}

function top(): [string, Attributes] {
  return [SUFFIX, { objectClass: ['dcObject', 'organization'], o: 'lab', dc: 'lab' }];
}

function unit(name: string): [string, Attributes] {
  return [`ou=${name},${SUFFIX}`, { objectClass: 'organizationalUnit', ou: name }];
}

function person(index: number, below: string): [string, Attributes] {
  const { user_name, owner_email } = customer(index);
  const [given = '', family = ''] = owner_email.split('.');
  return [
    `uid=${user_name},${below}`,
    {
      objectClass: 'inetOrgPerson',
      uid: user_name,
      cn: `${given} ${family}`,
      sn: family,
      mail: owner_email,
      userPassword: `{SSHA}made-up-${index}`,
    },
  ];
}

/** People, groups and devices, and one account beside them. */
function people(count: number, counted = count): Plan {
  const below = `ou=people,${SUFFIX}`;
  const entries = new Map([top(), unit('people'), unit('groups'), unit('devices')]);
  for (let index = 0; index < count; index += 1) entries.set(...person(index, below));
  for (const name of ['admins', 'support', 'sales']) {
    entries.set(`cn=${name},ou=groups,${SUFFIX}`, {
      objectClass: 'groupOfNames',
      cn: name,
      member: person(0, below)[0],
    });
  }
  entries.set(`cn=printer,ou=devices,${SUFFIX}`, { objectClass: 'device', cn: 'printer', serialNumber: 'made-up-1' });
  entries.set(`uid=backup,${SUFFIX}`, {
    objectClass: ['account', 'simpleSecurityObject'],
    uid: 'backup',
    userPassword: 'x',
  });
  return { entries, truth: { records: counted + 3 + 1 + 1, collections: 4, people: null } };
}

/** A part for everybody beside one for none. */
function shared(): Plan {
  const entries = new Map([top(), unit('people'), unit('public')]);
  entries.set(...person(0, `ou=people,${SUFFIX}`));
  for (let index = 1; index < 6; index += 1) entries.set(...person(index, `ou=public,${SUFFIX}`));
  return { entries, truth: { records: 5, collections: 1, people: null } };
}
