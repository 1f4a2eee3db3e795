import { describe, expect, it } from 'vitest';
import { readTargets } from '../../../src/targets/index.ts';
import { placesIn } from '../../../src/targets/sources/connection.ts';
import { known } from '../../kit/known.ts';

const ENV = `# DATABASE_URL=postgres://old:pw@old.example:1/x
DATABASE_URL="postgres://app:hunter2/7@db.internal:5433/shop?sslmode=off"
export MONGO_URI=mongodb://u:hunter2@m1.example:27017,m2.example:27018/x?replicaSet=r
SRV=mongodb+srv://u:hunter2@cluster.example/x
AMBIGUOUS=postgres://app:p?hunter2@evil@h:1/
CACHES=redis://:hunter2@c1:6379/0,redis://:hunter2@c2:6380/0
REDIS_HOST=203.0.113.7
REDIS_PORT=6390
PGHOST=pg.example
PGPORT=5555
HOST=0.0.0.0
PORT=3000
SLACK=https://hooks.slack.example/services/T0/hunter2
ELASTICSEARCH_HOSTS=["http://es1:9200","https://u:hunter2@es2:9243"]
KAFKA_BROKERS=k1:9092,k2:9092
TIME=12:30
spring.datasource.url: jdbc:postgresql://sp.example/shop
`;

describe('configs of applications', () => {
  it('name endpoints by connection strings, lists, and a host with its port', async () => {
    const { rows, remarks } = await known({ '.env': ENV }, ['env:.env']);
    expect(rows.toSorted()).toEqual(
      [
        '203.0.113.7:6390|redis||7',
        'c1:6379|redis||6',
        'c2:6380|redis||6',
        'db.internal:5433|postgresql||2',
        'es1:9200|elasticsearch||14',
        'es2:9243|elasticsearch||14',
        'k1:9092|kafka||15',
        'k2:9092|kafka||15',
        'm1.example:27017|mongodb||3',
        'm2.example:27018|mongodb||3',
        'pg.example:5555|postgresql||9',
        'sp.example:5432|postgresql||17',
      ].toSorted(),
    );
    expect(remarks).toEqual([
      '.env:4 a connection string was left out: its hosts stand in DNS, which is not asked: name them as targets',
      '.env:5 a connection string was left out: where its host begins cannot be said: write the @ of a password as %40',
    ]);
  });

  it('keep no credential: not in an endpoint, not in a note, not in a target', async () => {
    const found = await known({ '.env': ENV }, ['env:.env']);
    const targets = [];
    for await (const target of readTargets({ args: [], files: [], stdin: null, known: found })) targets.push(target);
    expect(targets).toHaveLength(12);
    expect(targets.every(({ imported }) => imported === true)).toBe(true);
    expect(JSON.stringify([found, targets])).not.toMatch(/hunter2|app|slack/);
  });

  it.each([
    ['postgres://u:a@b/c@h:1/x', ['h:1']],
    ['postgres://u:p@h/x?password=a@b', []],
    ['jdbc:sqlserver://h:1433;user=a;password=p@x', []],
    ['jdbc:sqlserver://h;user=a', ['h:1433']],
    ['amqps://u:p@[2001:db8::1]:5671/%2f', ['2001:db8::1:5671']],
    ['redis://${HOST}:6379', []],
    ['postgresql+psycopg://u:p@h/x', ['h:5432']],
    ['ftp://h:21', []],
  ])('of %s only the host is taken', (text, hosts) => {
    expect(placesIn(text).places.map(({ host, port }) => `${host}:${port}`)).toEqual(hosts);
  });
});

describe('prometheus', () => {
  it('scrape configs and files of file_sd', async () => {
    const scrape = `scrape_configs:
  - job_name: redis
    scheme: https
    static_configs:
      - targets: ["203.0.113.8:9121", "[2001:db8::2]:9121"]
        labels: { env: prod }
  - job_name: probed
    static_configs:
      - targets:
          - redis://:hunter2@first.example:6379
          - user:hunter2@odd:1
          - http://es.example:9200/metrics
    file_sd_configs:
      - files: [targets/*.json]
`;
    const sd = '[\n  {"targets": ["203.0.113.8:9121",\n   "plain.example"], "labels": {"job": "postgres"}}\n]\n';
    const found = await known({ 'p.yml': scrape, 'sd.json': sd }, ['prometheus:p.yml', 'prometheus:sd.json']);
    expect(found.rows).toEqual([
      '[2001:db8::2]:9121|||5',
      '203.0.113.8:9121|||5',
      '203.0.113.8:9121|||2',
      'es.example:9200|elasticsearch+opensearch||12',
      'first.example:6379|redis||10',
      'plain.example:80|||3',
    ]);
    expect(found.remarks).toEqual([
      'p.yml:11 a target that holds a login was left out',
      'p.yml:14 targets stand in another file, "targets/*.json": name it with --from prometheus:FILE',
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
