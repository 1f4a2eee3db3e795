import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { TestServer } from '../kit/servers.ts';
import { store, unlatched } from './program.ts';

let folder = '';
let open: TestServer;
let here = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-commands-'));
  open = await store('open');
  here = `127.0.0.1:${open.port}`;
});
afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true });
});

async function printed(args: readonly string[], code = 0): Promise<string> {
  const ended = await unlatched(args, { folder });
  expect(ended).toMatchObject({ code, stderr: '' });
  return ended.stdout;
}

async function jsonSchema(name: string): Promise<(value: unknown) => string[]> {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(await printed(['schema', name])) as object);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('help', () => {
  it('begins with what is used most, and names nothing that does not exist', async () => {
    const text = await printed(['--help']);
    const commands = [...text.matchAll(/^ {2}([a-z]+)(?: \[| <| {2})/gm)].map((match) => match[1]);
    expect(commands).toEqual([
      'scan',
      'plan',
      'explain',
      'verify',
      'rules',
      'init',
      'probe',
      'assess',
      'report',
      'engines',
      'history',
      'baseline',
      'ignore',
      'discover',
      'lint',
      'doctor',
      'schema',
      'completion',
      'help',
    ]);
  });

  it.each(['scan', 'plan', 'rules list', 'engines show', 'completion'])('of %s has an example', async (name) => {
    expect(await printed([...name.split(' '), '--help'])).toMatch(new RegExp(`Examples:\\n {2}.*unlatched ${name}`));
  });

  it('of scan has every flag of the issue', async () => {
    const text = await printed(['scan', '--help']);
    const flags =
      '-T --ports --format --fail-on --allow-unassessed --depth --sample --timeout --deadline --concurrency --allow --deny --max-addresses --ca --server-name --config --rules --engine --any-engine --no-login --through-kibana --quiet --verbose --no-color';
    expect(flags.split(' ').filter((flag) => !new RegExp(`${flag}[ ,<]`).test(text))).toEqual([]);
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await printed(['--version'])).toBe(`${version}\n`);
  });
});

describe('plan', () => {
  it('says all that would be asked, and what is refused, and sends nothing', async () => {
    const before = open.connections;
    const text = await printed(['plan', here, '203.0.113.5', '--depth', 'access']);
    expect(text).toMatch(new RegExp(`Endpoints\\n {2}${here} {2}.*\\belasticsearch\\b`));
    expect(text).toContain('Refused by scope: nothing would be sent\n  203.0.113.5  203.0.113.5  public-not-declared');
    expect(text).toMatch(/root +identify, from depth identify: .*\n +GET \/\n/);
    expect(text).not.toContain('from depth inventory');
    expect(text).not.toMatch(/ sample, from/);
    expect(text).toMatch(/\n1 endpoints would be asked, 1 refusals. Nothing was sent.\n$/);
    expect(open.connections).toBe(before);
  });

  it('shows sampling only where it is asked for', async () => {
    expect(await printed(['plan', here, '--sample', '5'])).toMatch(/ sample, from depth/);
  });

  it('is exit code 4 where all is refused', async () => {
    expect(await printed(['plan', '203.0.113.5:9200'], 4)).toMatch(/^Endpoints\n {2}none\n/);
  });
});

describe('probe, assess and report', () => {
  it('make the same report as scan, offline', async () => {
    const scanned = await unlatched(['scan', here, '--format', 'json']);
    const observed = await printed(['probe', here]);
    await writeFile(join(folder, 'o.jsonl'), observed);
    const assessed = await unlatched(['assess', 'o.jsonl', '--format', 'json'], { folder });
    const piped = await unlatched(['assess', '-', '--format', 'json'], { input: observed });
    expect(assessed).toMatchObject({ code: 1, stderr: '' });
    expect(piped.stdout).toBe(assessed.stdout);
    const timeless = (text: string) =>
      text.replaceAll(
        /\d{4}-\d\d-\d\dT[\d:.]+Z|"id": "[^"]+"|unl-[0-9a-f]{16}|"(?:sha256|bytes|received)": [^,\n]+|[0-9a-f]{64}/g,
        '…',
      );
    expect(timeless(assessed.stdout)).toBe(timeless(scanned.stdout));

    await writeFile(join(folder, 'r.json'), scanned.stdout);
    expect(await printed(['report', 'r.json', '--format', 'json'])).toBe(scanned.stdout);
    expect((await printed(['report', 'r.json', '--format', 'jsonl'])).split('\n').length).toBeGreaterThan(2);
  });

  it('keep to the published schemas', async () => {
    const [ofReport, ofObservation] = await Promise.all([jsonSchema('report'), jsonSchema('observation')]);
    const scanned = await unlatched(['scan', here, '203.0.113.5:1', '127.0.0.1:1', '--format', 'json']);
    expect(ofReport(JSON.parse(scanned.stdout))).toEqual([]);
    expect(ofReport({})).not.toEqual([]);
    const lines = (await printed(['probe', here, '203.0.113.5:1', '127.0.0.1:1'])).trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.flatMap((line) => ofObservation(JSON.parse(line)))).toEqual([]);
  });

  it('a table of versions that was old at the time is told', async () => {
    const observed = await printed(['probe', here]);
    const late = observed.replace(/"finishedAt":"\d{4}/, '"finishedAt":"2031');
    const { stdout } = await unlatched(['assess', '-'], { input: late });
    expect(stdout).toMatch(/^Old rules: the table of elasticsearch versions is of [\d-]+, \d+ days old/m);
  });

  it('a file that was cut short is told', async () => {
    const observed = await printed(['probe', here]);
    const ended = await unlatched(['assess', '-'], { input: observed.split('\n')[0] ?? '' });
    expect(ended).toMatchObject({
      code: 2,
      stderr:
        'unlatched: -: the last line, which tells of the audit itself, is missing\n  the file was cut short, or unlatched probe did not write it: probe again\n',
    });
    const twice = await unlatched(['assess', '-'], { input: observed + observed });
    expect(twice.stderr).toBe(
      'unlatched: -:3: there is more after the line that ends an audit\n  assess the audits one by one\n',
    );
  });
});

describe('explain', () => {
  it.each(['0', '1', '2', '3', '4', '70', '130', '143'])('exit code %s', async (code) => {
    expect(await printed(['explain', code])).toMatch(
      new RegExp(`^exit code ${code}: .+\\n\\nWhy\\n {2}.+\\n\\nWhat to do\\n {2}`),
    );
  });

  it('a rule: why, how to fix, how to check, references', async () => {
    const text = await printed(['explain', 'elasticsearch/anonymous-read']);
    expect(text).toMatch(
      /Why it matters\n {2}\S[\s\S]+How to fix it\n {2}\S[\s\S]+How to check\n {2}\S[\s\S]+References\n {2}\S/,
    );
  });

  it('a class: what to do now', async () => {
    expect(await printed(['explain', 'alexa-token'])).toMatch(
      /^alexa-token {2}credential[\s\S]+What to do now where it lay open\n {2}1\. /,
    );
  });

  it('a finding, by the first digits of its fingerprint', async () => {
    const scanned = await unlatched(['scan', here, '--format', 'json']);
    await writeFile(join(folder, 'f.json'), scanned.stdout);
    const { findings } = JSON.parse(scanned.stdout) as { findings: { fingerprint: string; rule: string }[] };
    const [finding] = findings;
    const text = await printed(['explain', finding?.fingerprint ?? '', 'f.json']);
    expect(text).toContain(finding?.rule);
    expect(text).toMatch(/Where it stands\n {2}elasticsearch 7\.17\.28\n {2}exposed: /);
    expect(text).toMatch(/Proof\n {2}\S/);
    expect(text).toContain(`How to check\n  unlatched verify ${finding?.fingerprint.slice(0, 12)} f.json\n`);
    const none = await unlatched(['explain', 'ffffffffffff', 'f.json'], { folder });
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no finding has the fingerprint "ffffffffffff"'),
    });
  });
});

describe('rules and engines', () => {
  it('are listed and shown', async () => {
    expect(await printed(['rules', 'list'])).toMatch(
      /^rule +severity +title\n[\s\S]*elasticsearch\/anonymous-read +high/,
    );
    expect(await printed(['rules', 'show', 'elasticsearch/anonymous-read'])).toMatch(/Condition \(CEL\)\n {2}\S/);
    expect(await printed(['engines', 'list'])).toMatch(
      /^engine +name +ports\n[\s\S]*^elasticsearch +Elasticsearch +9200\/tcp/m,
    );
    expect(await printed(['engines', 'show', 'elasticsearch'])).toMatch(/All that can be sent;[\s\S]+GET \/\n/);
  });

  it('lint and test say how it went', async () => {
    const [lint, test] = await Promise.all([unlatched(['rules', 'lint']), unlatched(['rules', 'test'])]);
    expect(lint).toMatchObject({ code: 0, stdout: '', stderr: 'unlatched: no problem in the built-in rules\n' });
    expect(test).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^unlatched: \d\d+ passed, 0 failed/),
    });
  });

  it('lint names file, line and column of what cannot be used', async () => {
    await writeFile(join(folder, 'mine.yaml'), 'rules:\n  - id: x\n');
    const ended = await unlatched(['rules', 'lint', 'mine.yaml'], { folder });
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringMatching(/^mine\.yaml:\d+:\d+: /) });
  });
});

describe('init', () => {
  it('writes an example for its owner alone, and never over another', async () => {
    const first = await unlatched(['init', 'new.yaml'], { folder });
    const path = join(folder, 'new.yaml');
    expect(first).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(`wrote ${path}`) });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(Object.values(parse(text) as object).every((section) => section === null)).toBe(true);
    const second = await unlatched(['init', 'new.yaml'], { folder });
    expect(second).toMatchObject({
      code: 2,
      stderr: `unlatched: ${path}: it is there already and was left as it is\n  name another file: unlatched init FILE\n`,
    });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await unlatched(['scan', here, '--config', 'new.yaml', '--format', 'json'], { folder })).toMatchObject({
      code: 1,
      stderr: '',
    });
  });
});

describe('doctor, schema, completion', () => {
  it('doctor finds this machine fit', async () => {
    const text = await printed(['doctor']);
    expect(text).not.toMatch(/^wrong/m);
    expect([...text.matchAll(/^(?:ok|look) +(\S+)/gm)].map((match) => match[1])).toEqual([
      'node',
      'open',
      'DNS',
      'loopback',
      'rules',
      'config',
      'folder',
    ]);
  });

  it('doctor names a config that cannot be used', async () => {
    await writeFile(join(folder, 'broken.yaml'), 'x: 1\n');
    const ended = await unlatched(['doctor', '--config', 'broken.yaml'], { folder });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/^wrong +config +.*broken\.yaml:1:1: there is no key "x" at the top/m);
  });

  it('the schema of the config takes the example of the reference', async () => {
    const ofConfig = await jsonSchema('config');
    expect(ofConfig({ audit: { depth: 'access', timeout: '3s' }, scope: { deny: ['10.0.0.1'] } })).toEqual([]);
    expect(ofConfig({ audit: { dept: 'access' } })).not.toEqual([]);
  });

  it.each(['bash', 'zsh', 'fish'])('completion for %s knows commands and flags', async (shell) => {
    const text = await printed(['completion', shell]);
    expect(text).toMatch(/engines/);
    expect(text).toMatch(/allow-unassessed/);
  });

  it('completion for bash completes', async () => {
    const { execFile } = await import('node:child_process');
    const { promisify } = await import('node:util');
    const script = `${await printed(['completion', 'bash'])}
COMP_WORDS=(unlatched scan 127.0.0.1:9200 --fail); COMP_CWORD=3; _unlatched; echo "\${COMPREPLY[@]}"
COMP_WORDS=(unlatched rules l); COMP_CWORD=2; _unlatched; echo "\${COMPREPLY[@]}"
COMP_WORDS=(unlatched en); COMP_CWORD=1; _unlatched; echo "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout).toBe('--fail-on --fail-on-new\nlist lint\nengines\n');
  });
});
