import { describe, expect, it } from 'vitest';
import { shortPorts } from '../../../src/targets/sources/compose-ports.ts';
import { interpolate, readVariables } from '../../../src/targets/sources/interpolate.ts';
import { known } from '../../kit/known.ts';

const compose = (text: string, more: Record<string, string> = {}) =>
  known({ 'compose.yaml': text, ...more }, ['compose:compose.yaml']);

describe('compose', () => {
  it('tells what is published to all, to one address, and not at all', async () => {
    const { rows, remarks } = await compose(`services:
  search:
    image: elasticsearch:8.1.0
    ports: ["9200:9200", "127.0.0.1:9300:9300"]
  forgotten:
    image: bitnami/postgresql:15
    profiles: [debug]
    ports:
      - 15432:5432
      - { target: 80, published: "8080", host_ip: 10.0.0.5 }
      - { target: 53, published: 53, protocol: udp }
  cache:
    image: redis:7
  web:
    image: nginx
    expose: ["6379"]
  host:
    image: mongo
    network_mode: host
`);
    expect(remarks).toEqual([]);
    expect(rows).toEqual([
      '10.0.0.5:8080|postgresql|one address|10',
      '127.0.0.1:9200|elasticsearch|all interfaces|4',
      '127.0.0.1:9300|elasticsearch|loopback|4',
      '127.0.0.1:15432|postgresql|all interfaces|9',
      '127.0.0.1:27017|mongodb|all interfaces|18',
      'cache:6379|redis|inside|13',
      'web:6379|redis+valkey|inside|16',
    ]);
  });

  it('names the service and its profile', async () => {
    const { endpoints } = await compose('services:\n  db: { image: redis, ports: ["1:6379"], profiles: [a, b] }\n');
    expect(endpoints[0]?.sources).toMatchObject([{ kind: 'compose', line: 2, name: 'service db (profile a, b)' }]);
  });

  it('fills in .env, and shows no value of it', async () => {
    const { rows, remarks } = await compose(
      'services:\n  a:\n    image: ${IMAGE}\n    ports: ["${PORT:-1}:6379", "${NONE}:5", "${SECRET}:1"]\n',
      { '.env': 'IMAGE="redis:7"\nexport PORT=6380 # ours\nSECRET=hunter2\n' },
    );
    expect(rows).toEqual(['127.0.0.1:6380|redis|all interfaces|4', 'a:5|redis|inside|4']);
    expect(remarks.join('\n')).toContain('compose.yaml:4 the variable NONE has no value in .env');
    expect(remarks.join('\n')).toContain('"${SECRET}:1" cannot be read as a port');
    expect(remarks.join('\n')).not.toContain('hunter2');
  });

  it('follows extends, anchors and merge keys', async () => {
    const { rows } = await compose(
      `x-base: &base
  image: redis
services:
  a:
    <<: *base
    ports: ["7001:6379"]
  b:
    extends: { service: a }
    ports: ["7002:6379"]
  c:
    extends:
      file: more/other.yaml
      service: far
`,
      { 'more/other.yaml': 'services:\n  far:\n    image: postgres\n    ports:\n      - 7003:5432\n' },
    );
    expect(rows).toEqual([
      '127.0.0.1:7001|redis|all interfaces|6',
      '127.0.0.1:7001|redis|all interfaces|6',
      '127.0.0.1:7002|redis|all interfaces|9',
      '127.0.0.1:7003|postgresql|all interfaces|12',
    ]);
  });

  it.each([
    ['6379', [['', null, 6379]]],
    ['8000:80/tcp', [['', 8000, 80]]],
    ['53:53/udp', []],
    [
      '127.0.0.1:5000-5001:6000-6001',
      [
        ['127.0.0.1', 5000, 6000],
        ['127.0.0.1', 5001, 6001],
      ],
    ],
    ['127.0.0.1::6379', [['127.0.0.1', null, 6379]]],
    ['[::1]:80:81', [['::1', 80, 81]]],
    ['::1:80:81', [['::1', 80, 81]]],
    ['8000-8005:80', [['', null, 80]]],
    ['1-2:1-3', null],
    ['70000:1', null],
    ['1-65535:1-65535', null],
    ['a:b', null],
  ])('reads the port %s', (text, ports) => {
    expect(shortPorts(text)?.map(({ address, published, target }) => [address, published, target]) ?? null).toEqual(
      ports,
    );
  });

  it('fills in as compose does', () => {
    const variables = readVariables("A=1\nEMPTY=\nQ='x # y'\nB=$A\n");
    const filled = (text: string) => interpolate(text, variables).text;
    expect(filled('$A ${A} ${EMPTY:-d} ${EMPTY-d} ${NO:-${A}} ${A:+yes} ${NO+no} $$A ${Q}')).toBe(
      '1 1 d  1 yes  $A x # y',
    );
    expect(interpolate('${NO}', variables).unset).toEqual(['NO']);
  });
});
