import { afterAll, beforeAll, expect, it } from 'vitest';
import { report } from '../../src/model/report.ts';
import { type DatagramServer, datagrams } from '../kit/datagrams.ts';
import { unlatched } from './program.ts';

const SAYS: Readonly<Record<string, string>> = {
  version: 'VERSION 1.6.18\r\n',
  get: 'END\r\n',
  stats: 'STAT version 1.6.18\r\nSTAT curr_items 3\r\nEND\r\n',
};

let cache: DatagramServer;
beforeAll(async () => {
  // An answer of one datagram, under the number of its question.
  cache = await datagrams((question) => {
    const [word = ''] = question.subarray(8).toString().split(/\s/);
    return [Buffer.concat([question.subarray(0, 2), Buffer.from([0, 0, 0, 1, 0, 0]), Buffer.from(SAYS[word] ?? '')])];
  });
});
afterAll(() => cache.close());

it('a target over UDP is asked three datagrams, and named so that it can be typed again', async () => {
  const at = `udp://127.0.0.1:${cache.port}`;
  const ended = await unlatched(['scan', at, '--format', 'json']);
  expect(ended.code).toBe(1);
  const { endpoints, findings } = report.parse(JSON.parse(ended.stdout));
  expect(endpoints).toMatchObject([{ target: at, transport: 'udp', outcome: 'exposed', sent: { requests: 3 } }]);
  expect(endpoints[0]?.data?.records).toBe(3);
  expect(findings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['memcached/anonymous-admin', 'memcached/udp-answers']),
  );
  expect(
    cache.heard.map((question) =>
      question
        .subarray(8)
        .toString()
        .replace(/unl-\w+/, 'CONTROL'),
    ),
  ).toEqual(['version\r\n', 'get CONTROL\r\n', 'stats\r\n']);
  expect((await unlatched(['scan', at])).stdout).toContain(`${at}  memcached 1.6.18`);
}, 60_000);

it('plan and engines show tell what would go over UDP', async () => {
  const heard = cache.heard.length;
  const plan = await unlatched(['plan', `udp://127.0.0.1:${cache.port}`]);
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  expect(plan.stdout).toContain(`  udp://127.0.0.1:${cache.port}  memcached\n`);
  expect(plan.stdout).toContain('get {control}, in one datagram');
  const shown = (await unlatched(['engines', 'show', 'memcached'])).stdout;
  expect(shown).toMatch(/11211\/udp +plain +store over UDP\n/);
  expect(shown).toContain('version, in one datagram');
  expect(cache.heard).toHaveLength(heard);
}, 60_000);
