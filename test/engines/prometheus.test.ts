import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/engines/prometheus/config.ts';
import { engine } from '../../src/engines/prometheus/engine.ts';
import type { PrometheusChannel } from '../../src/engines/prometheus/requests.ts';
import type { Json } from '../../src/model/request.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('prometheus');

const stateOf = (state: string) => transcriptOf('prometheus', state);

test('people are counted by the statistics of the store, and no query over time is made', async () => {
  const { measurement, exchanges } = await play(stateOf('2.42.0-open'), {
    measure: { collection: 'series', field: 'email' },
  });
  expect(measurement).toMatchObject({ distinct: 30, approximate: false, skipped: null });
  const own = exchanges.filter(({ engine: id }) => id === 'prometheus').map(({ request }) => request);
  expect(own.filter((request) => request.includes('query'))).toEqual(['GET /api/v1/query?query=count(up)']);
});

test('what kinds of metrics there are, how many, and what the configuration says', async () => {
  const { inventory } = await play(stateOf('2.42.0-token'));
  expect(inventory?.settings).toEqual({
    metrics: 7,
    metricWords: ['scrape', 'shop', 'up'],
    configShown: true,
    jobs: 1,
    sentTo: 1,
    passwordsShown: 1,
  });
  expect(inventory?.egress).toEqual([
    { kind: 'replica', name: 'remote write', location: 'http://127.0.0.1:9/write', host: '127.0.0.1' },
  ]);
});

test('VictoriaMetrics is named for what it is, and no version is told that it only resembles', async () => {
  for (const state of ['victoriametrics-open', 'victoriametrics-locked']) {
    const { facts } = await play(stateOf(state));
    expect([facts?.settings['product'], facts?.service.version]).toEqual(['victoriametrics', null]);
  }
});

describe('the configuration, as the server prints it', () => {
  test('places without userinfo and queries; hidden passwords are no finding', () => {
    const yaml = [
      'global:',
      '  scrape_interval: 1s',
      'scrape_configs:',
      '- job_name: self',
      '  basic_auth:',
      '    password: <secret>',
      '  static_configs:',
      '- job_name: other',
      '  url: https://not.sent.example/',
      'remote_write:',
      '- url: https://user:xxxxx@metrics.example/api?x=1',
      '  name: far',
      '- name: near',
      '  url: http://10.0.0.9:9090/write',
      'remote_read:',
      '- url: http://elsewhere.example/',
    ].join('\n');
    expect(readConfig(yaml)).toEqual({
      sentTo: [
        { url: 'https://metrics.example/api', host: 'metrics.example' },
        { url: 'http://10.0.0.9:9090/write', host: '10.0.0.9' },
      ],
      jobs: 2,
      passwords: 0,
    });
  });

  test.for([
    '    password: hunter2',
    '  bearer_token: abc',
    '- url: http://a.example/w?token=abc',
    '    - http://user:hunter2@a.example/',
  ])('a password in the clear is counted: %s', (line) => {
    expect(readConfig(line).passwords).toBe(1);
  });

  test('what is no configuration says nothing', () => {
    expect(readConfig('')).toEqual({ sentTo: [], jobs: 0, passwords: 0 });
    expect(readConfig(`remote_write:\n- url: ${'x'.repeat(5_000)}`).sentTo).toEqual([]);
  });
});

describe('what is no Prometheus', () => {
  const [build, health] = engine.identify;
  const success = (data: Record<string, string>, headers: Record<string, string> = {}): FakeAnswer => ({
    status: 200,
    json: { status: 'success', data },
    headers: { 'content-type': 'application/json', ...headers },
  });
  const facts = { revision: 'a', branch: 'b', goVersion: 'go1.24' };

  test.for<[string, FakeAnswer]>([
    ['Mimir names an application', success({ ...facts, version: '2.10.0', application: 'Grafana Mimir' })],
    ['Thanos is below 1.0', success({ ...facts, version: '0.37.2' })],
    ['a version alone, from somebody else', success({ version: '2.24.0' })],
    ['a page for everything', { status: 200, text: '{"status":"success"}' }],
    ['another status', { status: 404, json: { status: 'success', data: { ...facts, version: '2.42.0' } } }],
    ['nothing', { failure: 'closed' }],
  ])('%s', ([, answer]) => {
    expect(build?.claim(replyOf(answer))).toBeNull();
    expect(health?.claim(replyOf(answer))).toBeNull();
  });

  test('an old one is known by its word of health', () => {
    const claim = health?.claim(replyOf({ status: 200, text: 'Prometheus is Healthy.\n' }));
    expect(claim).toMatchObject({ version: null, role: 'prometheus' });
  });
});

describe('what is no success', () => {
  const context = probeContext({ engine: 'prometheus', version: '3.5.0', role: 'prometheus' });
  const data = (told: Json): FakeAnswer => ({ status: 200, json: { status: 'success', data: told } });
  const climbed = async (answers: Parameters<typeof fakeChannel>[0]) => {
    const channel = fakeChannel(answers);
    return (await engine.access(channel as unknown as PrometheusChannel, context)).access;
  };

  test('a label that cannot exist has values: nothing is believed', async () => {
    const said = await climbed({ control: data(['a']), labels: data(['a']) });
    expect(said).toMatchObject({ proved: 'unknown', inferred: 'unknown', control: 'failed' });
  });

  test('a server in trouble is not called protected', async () => {
    expect(await climbed({ control: { status: 503, text: 'Service Unavailable' } })).toMatchObject({
      proved: 'unknown',
      protection: null,
    });
  });

  test('a proxy that guards a part: the rest is shown for what it is', async () => {
    const refused = { status: 401, text: 'Unauthorized' };
    const said = await climbed({ control: data([]), labels: data(['job']), targets: refused, flags: refused });
    expect(said).toMatchObject({
      proved: 'metadata',
      inferred: 'metadata',
      protection: 'authentication',
      filtered: true,
    });
  });

  test('flags say who may write and administer', async () => {
    const vector = data({ resultType: 'vector', result: [{ metric: {}, value: [1, '3'] }] });
    const started = (flag: string) =>
      climbed({ control: data([]), labels: data(['job']), targets: vector, flags: data({ [flag]: 'true' }) });
    expect((await started('web.enable-lifecycle')).inferred).toBe('admin');
    expect((await started('web.enable-otlp-receiver')).inferred).toBe('write');
    expect((await started('web.enable-something')).inferred).toBe('read');
  });
});
