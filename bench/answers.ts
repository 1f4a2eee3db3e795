import { STATUS_CODES } from 'node:http';
import { answer } from '../demo/stand-in/answer.ts';
import { BUILD, type Cluster } from '../demo/stand-in/cluster.ts';
import { parseRequest } from '../demo/stand-in/message.ts';

/** A name like those that the program makes for its control questions. */
export const CONTROL_NAME = 'unl-0123456789abcdef';

const CONTROL = /unl-[0-9a-f]{16}/;
/** As long as a cluster's own id (22 characters), so that each endpoint's can be written in its place. */
const UUID = 'fleet-cluster-00000000';
/** More different requests than any client of the bench sends; beyond it answers are made anew each time. */
const MOST_KEPT = 2_000;

const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } };
const created = Date.UTC(2019, 5, 1);

const CLUSTER: Cluster = {
  name: 'bench',
  uuid: UUID,
  node: { id: 'n0000000000000000bench', name: 'bench-node', address: '127.0.0.1', port: 9200 },
  build: BUILD,
  secured: false,
  indices: [
    {
      name: 'users',
      uuid: 'u00000000000000000users',
      documents: 1_200,
      bytes: 524_288,
      created,
      aliases: ['customers'],
      properties: {
        email: { type: 'keyword' },
        username: { type: 'keyword' },
        shared_with: { properties: { email: { type: 'keyword' } } },
        app: { properties: { api_token: { type: 'keyword' }, platform: { type: 'keyword' } } },
        created_at: { type: 'date' },
      },
      distinct: {},
      records: [],
    },
    {
      name: 'devices',
      uuid: 'u00000000000000devices',
      documents: 3_400,
      bytes: 1_048_576,
      created,
      aliases: [],
      properties: {
        nickname: text,
        model: { type: 'keyword' },
        firmware: { type: 'keyword' },
        wifi_ssid: { type: 'keyword' },
      },
      distinct: {},
      records: [],
    },
    {
      name: 'logs-2019.12',
      uuid: 'u000000000logs-2019.12',
      documents: 90_000,
      bytes: 20_971_520,
      created,
      aliases: [],
      properties: { message: { type: 'text' }, level: { type: 'keyword' }, '@timestamp': { type: 'date' } },
      distinct: {},
      records: [],
    },
  ],
};

/** Whole HTTP/1.1 answers, made once for each different request and kept. */
export class Answers {
  readonly #cluster: Cluster;
  readonly #kept = new Map<string, string>();

  constructor(kind: 'open' | 'protected') {
    this.#cluster = { ...CLUSTER, secured: kind === 'protected' };
  }

  /** `uuid`: 22 characters that make this endpoint a cluster of its own. */
  to(method: string, target: string, body: string, uuid: string): Buffer {
    const control = CONTROL.exec(target)?.[0];
    const asked = control === undefined ? target : target.replaceAll(control, CONTROL_NAME);
    const key = `${method} ${asked}\n${body}`;
    let whole = this.#kept.get(key);
    if (whole === undefined) {
      whole = this.#make(method, asked, body);
      if (this.#kept.size < MOST_KEPT) this.#kept.set(key, whole);
    }
    // Replacements are as long as what they replace, so content-length still holds.
    if (whole.includes(UUID)) whole = whole.replaceAll(UUID, uuid);
    return Buffer.from(control === undefined ? whole : whole.replaceAll(CONTROL_NAME, control), 'utf8');
  }

  #make(method: string, target: string, body: string): string {
    const { status, headers, body: said } = answer(this.#cluster, parseRequest(method, target, body));
    const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(said) }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : said}`;
  }
}

/** The id of the cluster at the n-th address. */
export function uuidOf(place: number): string {
  return `fleet-cluster-${String(place).padStart(8, '0')}`;
}
