import { customer, customers } from '../cast.ts';
import type { CollectionPlan, MappedFields } from './collection.ts';

const CONTACT: MappedFields = {
  owner_email: { type: 'keyword' },
  user_name: { type: 'keyword' },
  created_at: { type: 'date' },
};

function contacts(name: string, count: number, from = 0): CollectionPlan {
  return {
    name,
    fields: CONTACT,
    identifying: ['owner_email', 'user_name'],
    documents: numbered(count, (index) => {
      const { owner_email, user_name, created_at } = customer(from + index);
      return { owner_email, user_name, created_at };
    }),
  };
}

/** Too many people for a sketch to be exact: 20,000 records of 17,000, addresses analysed with a keyword beside them. */
export function crowd(): CollectionPlan[] {
  return [
    {
      name: 'members',
      fields: { email: { type: 'text', fields: { keyword: { type: 'keyword' } } }, visits: { type: 'long' } },
      identifying: ['email'],
      documents: numbered(20_000, (index) => ({ email: customer(index % 17_000).owner_email, visits: index % 12 })),
    },
  ];
}

/** What a server and its console write for themselves. */
export function systemIndices(): CollectionPlan[] {
  return ['.kibana_1', '.kibana_task_manager_1', '.apm-agent-configuration'].map((name) => ({
    name,
    fields: { type: { type: 'keyword' }, updated_at: { type: 'date' } },
    identifying: [],
    documents: numbered(9, (index) => ({ type: 'config', updated_at: customer(index).created_at })),
  }));
}

export function visible(): CollectionPlan {
  return contacts('users', 300);
}

export function hidden(): CollectionPlan {
  return { ...contacts('audit-trail', 50, 300), settings: { hidden: true } };
}

export function archive(): CollectionPlan {
  return contacts('archive-2018', 100, 400);
}

/** One index that everybody calls by other names, one of them a filtered view. */
export function aliased(): CollectionPlan[] {
  return [
    {
      ...contacts('customers-v7', 250),
      aliases: { customers: {}, 'customers-first': { filter: { term: { user_name: customer(0).user_name } } } },
    },
  ];
}

/** Orders with lines: the server keeps each line as a document of its own, and a careless count says 800 for 200. */
export function nested(): CollectionPlan[] {
  return [
    {
      name: 'orders',
      fields: {
        customer: {
          type: 'object',
          properties: {
            email: { type: 'text', fields: { keyword: { type: 'keyword' }, english: { type: 'text' } } },
            phone: { type: 'keyword' },
          },
        },
        lines: { type: 'nested', properties: { sku: { type: 'keyword' }, quantity: { type: 'long' } } },
      },
      identifying: ['customer.email', 'customer.phone'],
      documents: numbered(200, (index) => ({
        customer: { email: customer(index % 180).owner_email, phone: `+1 202-555-0${100 + (index % 90)}` },
        lines: [0, 1, 2].map((line) => ({ sku: `L-${line}`, quantity: (index % 4) + 1 })),
      })),
    },
  ];
}

/** What is left when somebody was faster. The address is an example of the format and belongs to nobody. */
export function ransomed(): CollectionPlan[] {
  return [
    {
      name: 'read_me_to_recover',
      fields: { message: { type: 'text' } },
      identifying: [],
      documents: [
        {
          message:
            'All your data was backed up. You must pay 0.021 BTC to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq within 48 hours ' +
            'or it will be published. After payment write to recover@example.com with the IP of your server.',
        },
      ],
    },
  ];
}

/** Names that attack whoever shows them: terminals, web pages, spreadsheets, JavaScript objects, and one that is a person. */
export function hostileNames(): CollectionPlan[] {
  const names = [
    '<script>alert(1)</script>',
    '\u001B[31mred\u001B[0m',
    '\u001B]0;title\u0007',
    'line\nbreak',
    '\u202Egnp_exe',
    '__proto__',
    'constructor',
    "=cmd|' /C calc'!A0",
    'zoe_nimbusby@example',
    '| a | markdown | table |',
    '\u{1F513}',
    'x'.repeat(2000),
  ];
  const fields = Object.fromEntries(names.map((name) => [name, { type: 'keyword' as const }]));
  const plain = contacts('plain', 40);
  return [
    { ...plain, fields: { ...plain.fields, ...fields } },
    contacts('people_\u202Egnp', 20),
    contacts("x'onmouseover=alert(1)", 20),
    contacts('\u001B[2jwiped', 20),
    contacts('zoe.nimbusby@example.com', 20),
    contacts('line\nbreak', 20),
  ];
}

/** Behind a role that is limited to public-*. */
export function internal(): CollectionPlan[] {
  return [
    {
      name: 'internal-customers',
      fields: { ...CONTACT, password_hash: { type: 'keyword' } },
      identifying: ['owner_email', 'user_name'],
      documents: customersWithHash(300),
    },
  ];
}

export function published(): CollectionPlan[] {
  return [
    contacts('public-people', 120),
    {
      name: 'public-catalogue',
      fields: { sku: { type: 'keyword' }, price: { type: 'float' } },
      identifying: [],
      documents: numbered(80, (index) => ({ sku: `L-${index}`, price: 9.5 + index })),
    },
  ];
}

function* customersWithHash(count: number): Generator<object> {
  for (const { owner_email, user_name, created_at, ios_api_token } of customers(count)) {
    yield { owner_email, user_name, created_at, password_hash: ios_api_token };
  }
}

export function* numbered<T extends object>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index += 1) yield make(index);
}
