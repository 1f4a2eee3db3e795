import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configTemplate } from '../../../src/cli/config-template.ts';
import { SETTINGS } from '../../../src/cli/flags/index.ts';
import { configJsonSchema, loadConfig } from '../../../src/config/index.ts';

let root = '';
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'unlatched-config-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A folder with an unlatched.yaml, and the loader for it. */
async function holding(yaml: string) {
  const folder = join(root, String(++count));
  await mkdir(folder);
  const path = join(folder, 'unlatched.yaml');
  await writeFile(path, yaml);
  const load = (over: Partial<Parameters<typeof loadConfig<typeof SETTINGS>>[0]> = {}) =>
    loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder, file: null, ...over });
  return { folder, path, found: load, named: (over: Parameters<typeof load>[0] = {}) => load({ file: path, ...over }) };
}

describe('merging', () => {
  it('takes the flag before the environment, that before the file, that before the default', async () => {
    const { named } = await holding('audit:\n  depth: impact\n  timeout: 9s\n  concurrency: 7\n');
    const { values } = await named({
      flags: { depth: 'access' },
      environment: { UNLATCHED_DEPTH: 'identify', UNLATCHED_TIMEOUT: '4s' },
    });
    expect(values).toMatchObject({ depth: 'access', timeout: 4000, concurrency: 7, failOn: 'high', deadline: null });
  });

  it('unites what is denied, whoever says it', async () => {
    const { named } = await holding('scope:\n  deny: [10.0.0.1]\n');
    const { values } = await named({
      flags: { deny: ['10.0.0.3,10.0.0.4'] },
      environment: { UNLATCHED_DENY: '10.0.0.2' },
    });
    expect(values.deny).toEqual(['10.0.0.3', '10.0.0.4', '10.0.0.2', '10.0.0.1']);
  });

  it('reads paths of a file from where the file is, and those of a flag from here', async () => {
    const { named, folder } = await holding(
      'targetsFrom: [list.txt, "-"]\nrules: [/etc/rules.yaml]\ntls:\n  ca: ca.pem\n',
    );
    const { values } = await named({ flags: { rules: ['mine.yaml'] } });
    expect(values.targetsFrom).toEqual([join(folder, 'list.txt'), '-']);
    expect(values.ca).toBe(join(folder, 'ca.pem'));
    expect(values.rules).toEqual(['mine.yaml']);
  });

  it('knows the defaults without any of them', async () => {
    const config = await loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: null, file: null });
    expect(config).toMatchObject({ file: null, notices: [], public: [] });
    expect(config.values).toMatchObject({
      depth: 'inventory',
      timeout: 3000,
      format: ['table'],
      sample: 0,
      login: true,
    });
  });
});

describe('the environment', () => {
  it('says nothing of what widens, samples or logs in, and that is told', async () => {
    const { found } = await holding('');
    const { values, notices } = await found({
      environment: {
        UNLATCHED_ALLOW: '10.0.0.0/8',
        UNLATCHED_SAMPLE: '5',
        UNLATCHED_LOGIN: 'true',
        UNLATCHED_CONFIG: 'x.yaml',
        UNLATCHED_DEPHT: 'impact',
        UNLATCHED_FAIL_ON: 'low',
        PATH: '/bin',
      },
    });
    expect(values).toMatchObject({ allow: [], sample: 0, failOn: 'low' });
    expect(notices).toEqual([
      'UNLATCHED_ALLOW is ignored: this is only ever said on the command line, where it can be seen',
      'UNLATCHED_CONFIG is ignored: this is only ever said on the command line, where it can be seen',
      'UNLATCHED_DEPHT is ignored: there is no such setting; did you mean UNLATCHED_DEPTH?',
      'UNLATCHED_LOGIN is ignored: this is only ever said on the command line, where it can be seen',
      'UNLATCHED_SAMPLE is ignored: this is only ever said on the command line, where it can be seen',
    ]);
  });

  it('is told off by the name of its variable', async () => {
    const { found } = await holding('');
    await expect(found({ environment: { UNLATCHED_TIMEOUT: '3' } })).rejects.toMatchObject({
      where: 'UNLATCHED_TIMEOUT',
      message: '"3" is no duration',
    });
  });
});

describe('whose config', () => {
  const WIDENS = 'a config that was found by itself may only narrow; name the file with --config to let it count';

  it.each([
    ['targets: [10.0.0.1]', 'targets'],
    ['targetsFrom: [list.txt]', 'targetsFrom'],
    ['scope: { allow: [10.0.0.0/8] }', 'scope.allow'],
    ['scope: { maxAddresses: 5000 }', 'scope.maxAddresses'],
    ['scope: { public: [{ at: 203.0.113.1, proof: { kind: local-address } }] }', 'scope.public'],
    ['audit: { depth: impact }', 'audit.depth'],
    ['audit: { sample: 5 }', 'audit.sample'],
    ['audit: { anyEngine: true }', 'audit.anyEngine'],
    ['audit: { throughKibana: true }', 'audit.throughKibana'],
    ['audit: { login: true }', 'audit.login'],
    ['audit: { ports: [22] }', 'audit.ports'],
    ['audit: { concurrency: 4000 }', 'audit.concurrency'],
    ['tls: { ca: ca.pem }', 'tls.ca'],
    ['report: { failOn: none }', 'report.failOn'],
    ['report: { failOn: critical }', 'report.failOn'],
    ['report: { allowUnassessed: true }', 'report.allowUnassessed'],
    ['report: { format: [json=/tmp/x.json] }', 'report.format'],
    ['rules: [mine.yaml]', 'rules'],
  ])('a file that was found does not count for %s, and that is told', async (yaml, key) => {
    const { found, named, path } = await holding(yaml);
    const plain = await loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: null, file: null });
    const config = await found();
    expect(config.values).toEqual(plain.values);
    expect(config.public).toEqual([]);
    expect(config.notices).toHaveLength(1);
    expect(config.notices[0]).toMatch(new RegExp(`^${path}:\\d+:\\d+: "${key}" is ignored: ${WIDENS}$`));
    expect((await named()).notices).toEqual([]);
  });

  it.each([
    ['scope: { deny: [10.0.0.1] }', { deny: ['10.0.0.1'] }],
    ['scope: { maxAddresses: 5 }', { maxAddresses: 5 }],
    ['audit: { depth: access }', { depth: 'access' }],
    ['audit: { login: false }', { login: false }],
    ['audit: { concurrency: 2 }', { concurrency: 2 }],
    ['audit: { engines: [elasticsearch] }', { engine: ['elasticsearch'] }],
    ['report: { failOn: low }', { failOn: 'low' }],
    ['report: { format: [json] }', { format: ['json'] }],
  ])('may narrow: %s', async (yaml, values) => {
    const { found } = await holding(yaml);
    expect(await found()).toMatchObject({ values, notices: [] });
  });

  it('public entries of a named file keep their place', async () => {
    const { named, path } = await holding(
      'scope:\n  public:\n    - at: 203.0.113.1\n      proof: { kind: dns-txt, name: db.example.com, token: env:T }\n',
    );
    expect((await named()).public).toEqual([
      {
        entry: { at: '203.0.113.1', proof: { kind: 'dns-txt', name: 'db.example.com', token: 'env:T' } },
        where: `${path}:3:7`,
      },
    ]);
  });
});

it('a variable that holds a secret of the config is no slip', async () => {
  const { named } = await holding(
    'scope: { public: [{ at: a.example, proof: { kind: dns-txt, token: "env:UNLATCHED_SCOPE_TOKEN" } }] }\n',
  );
  const environment = { UNLATCHED_SCOPE_TOKEN: 'x', UNLATCHED_OTHER: 'y' };
  expect((await named({ environment })).notices).toEqual(['UNLATCHED_OTHER is ignored: there is no such setting']);
});

describe('a slip in the file', () => {
  it.each([
    [
      'audti:\n  depth: access\n',
      '1:1',
      'there is no key "audti" at the top',
      /^did you mean "audit"\? known: targets, /,
    ],
    ['audit:\n  dept: access\n', '2:3', 'there is no key "dept" in "audit"', /^did you mean "depth"\? known: depth, /],
    [
      'audit:\n  depth: deep\n',
      '2:10',
      '"audit.depth" cannot be "deep"',
      /^write one of: identify, access, inventory, impact$/,
    ],
    ['audit:\n  timeout: 3\n', '2:12', '"audit.timeout" cannot be 3', /^write a number with its unit/],
    ['audit:\n  timeout: 9h\n', '2:12', '"9h" is not within 50ms to 2m', /^write 50ms to 2m$/],
    ['audit:\n  concurrency: 0\n', '2:16', '"audit.concurrency" cannot be 0', /^write a whole number from 1 to 4096$/],
    ['audit:\n  ports: 9200\n', '2:10', '"audit.ports" cannot be 9200', /^write ports between/],
    ['audit:\n  ports: [9200, 0]\n', '2:17', '"audit.ports.1" cannot be 0', /^write ports between/],
    ['audit:\n  login: maybe\n', '2:10', '"audit.login" cannot be "maybe"', /^write true or false$/],
    [
      'scope:\n  allow: 10.0.0.0/8\n',
      '2:10',
      '"scope.allow" cannot be "10.0.0.0/8"',
      /^write a list of texts: \[a, b\]$/,
    ],
    ['audit: access\n', '1:8', '"audit" cannot be "access"', /^write keys of its own below it, indented$/],
    ['- audit\n', '1:1', 'the file is no map of keys', /^write keys/],
    ['contact: 7\n', '1:10', '"contact" cannot be 7', /^write a text/],
    [
      'scope:\n  public:\n    - at: 203.0.113.1\n      proof: { kind: trust-me }\n',
      '4:22',
      '"scope.public.0.proof.kind" is not written as it has to be',
      /^write kind: local-address, dns-txt or attested$/,
    ],
    [
      'scope:\n  public:\n    - at: 203.0.113.1\n      proof: { kind: attested, owner: me, reason: audit }\n',
      '4:14',
      '"scope.public.0.proof.until" is missing',
      /^write the last day in quotes/,
    ],
    [
      'scope:\n  public:\n    - att: 203.0.113.1\n      proof: { kind: local-address }\n',
      '3:7',
      '"scope.public.0.at" is missing',
      /^write an address/,
    ],
    [
      'audit:\n  depth: access\n  depth: impact\n',
      '3:3',
      'not valid YAML: Map keys must be unique',
      /^indent with spaces/,
    ],
  ])('%j', async (yaml, where, what, mend) => {
    const { named, path } = await holding(yaml);
    const error = await named().then(
      () => expect.unreachable('it was accepted'),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      name: 'Diagnostic',
      where: `${path}:${where}`,
      message: what,
      mend: expect.stringMatching(mend),
    });
  });

  it.each(['audit:\n\tdepth: access\n', 'audit: [a\n', '"audit'])('%j is no YAML', async (yaml) => {
    const { named, path } = await holding(yaml);
    await expect(named()).rejects.toMatchObject({
      where: expect.stringMatching(new RegExp(`^${path}:\\d+:\\d+$`)),
      message: expect.stringMatching(/^not valid YAML: /),
      mend: expect.stringMatching(/^indent with spaces/),
    });
  });

  it('sections of which all is commented out are fine', async () => {
    const { found } = await holding('audit:\n  # depth: access\nscope:\n');
    expect((await found()).notices).toEqual([]);
  });

  it('a bomb of aliases is refused', async () => {
    const { named } = await holding('a: &a [1,1]\ncontact: *a\n');
    await expect(named()).rejects.toMatchObject({ name: 'Diagnostic' });
  });

  it('a file that is not there is told', async () => {
    await expect(
      loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: root, file: 'none.yaml' }),
    ).rejects.toMatchObject({
      where: join(root, 'none.yaml'),
      message: 'the config cannot be read: there is no such file',
    });
    await expect(
      loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: root, file: '.' }),
    ).rejects.toMatchObject({ message: 'the config cannot be read: it is a folder' });
  });
});

describe('the example that init writes', () => {
  it('says nothing as it stands, and is valid once every remark sign is taken away', async () => {
    const { named } = await holding(configTemplate());
    const plain = await loadConfig({ settings: SETTINGS, flags: {}, environment: {}, folder: null, file: null });
    expect((await named()).values).toEqual(plain.values);
    const lines = configTemplate()
      .split('\n')
      .filter((line) => !/^ *# (?:[A-Z]|.*[a-z] [a-z]+ [a-z])/.test(line) || /: [[{]/.test(line));
    const live = lines.map((line) => line.replace(/^( *)# /, '$1')).join('\n');
    const whole = await (await holding(live)).named();
    expect(whole.values).toMatchObject({
      deadline: 1_800_000,
      ports: [9200, 9201],
      vantage: 'office',
      allow: ['10.0.0.0/24'],
    });
    expect(whole.public).toHaveLength(2);
  });

  it('has a JSON Schema with every key', async () => {
    const schema = JSON.stringify(await configJsonSchema(SETTINGS));
    const keys = Object.values(SETTINGS).flatMap(({ key }) => key?.split('.') ?? []);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !schema.includes(`"${key}":`))).toEqual([]);
  });
});
