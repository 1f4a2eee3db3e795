import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../kit/servers.ts';
import { store, unlatched } from './program.ts';

let folder = '';
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-cli-'));
  await writeFile(join(folder, 'bad-key.yaml'), 'audit:\n  dept: access\n');
  await writeFile(join(folder, 'bad.yaml'), 'audit: [\n');
  await writeFile(join(folder, 'bad-value.yaml'), 'audit:\n  timeout: soon\n');
  await writeFile(join(folder, 'twice.yaml'), 'audit:\n  depth: access\n  depth: impact\n');
  await writeFile(join(folder, 'tab.yaml'), 'audit:\n\tdepth: access\n');
  await writeFile(join(folder, 'list.yaml'), '[audit]\n');
  await writeFile(join(folder, 'alias.yaml'), 'audit: &a\n  depth: access\ntls: *a\n');
  await writeFile(join(folder, 'deep.yaml'), `audit: ${'['.repeat(5000)}`);
  await writeFile(join(folder, 'utf-16.yaml'), Buffer.from('audit: {}', 'utf16le'));
  await writeFile(join(folder, 'large.yaml'), `# ${'x'.repeat(1024 * 1024)}`);
  await writeFile(join(folder, 'late.txt'), `${'127.0.0.1:9\n'.repeat(50)}10.0.0.0/99\n`);
  await writeFile(join(folder, 'remarks.txt'), '# nothing yet\n\n');
  await writeFile(join(folder, 'not.pem'), 'hello');
  await writeFile(join(folder, 'rules.yaml'), 'rules: 7\n');
  await writeFile(join(folder, 'half.jsonl'), '{"schema":"unlatched/observation/1"}\n');
  await writeFile(join(folder, 'text.json'), 'hello');
  await writeFile(
    join(folder, 'scope.yaml'),
    'scope:\n  public:\n    - at: 203.0.113.0/20\n      proof: { kind: local-address }\n',
  );
  await writeFile(
    join(folder, 'token.yaml'),
    'scope:\n  public:\n    - at: 203.0.113.1\n      proof: { kind: dns-txt, name: a.example, token: env:NONE }\n',
  );
  server = await store('open');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Arguments (HERE is the open store), what stderr has to say, to the letter. FOLDER stands for the test's own. */
const CASES: readonly (readonly [string, string])[] = [
  ['scan HERE --formt json', 'there is no flag --formt\n  did you mean --format? unlatched scan --help lists them'],
  ['scan HERE --zzzzzzzz', 'there is no flag --zzzzzzzz\n  unlatched scan --help lists them'],
  ['scan HERE -x', 'there is no flag -x\n  unlatched scan --help lists them'],
  [
    'scn HERE',
    'there is no command "scn"\n  did you mean "unlatched scan"? To audit a host of that name: unlatched scan scn',
  ],
  ['scan HERE --depth', "option '--depth <DEPTH>' argument missing\n  unlatched scan --help lists what can be written"],
  ['engines show', "missing required argument 'engine'\n  unlatched engines show --help lists what can be written"],
  [
    'completion tcsh',
    "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n  unlatched completion --help lists what can be written",
  ],
  [
    'scan',
    'there is no target\n  write one, such as 127.0.0.1:9200; -T FILE for a file of them, - for standard input; unlatched --help',
  ],
  [
    'scan -T remarks.txt',
    'there is no target\n  write one, such as 127.0.0.1:9200; -T FILE for a file of them, - for standard input; unlatched --help',
  ],
  [
    'scan HERE 10.0.0.0/33',
    '"10.0.0.0/33" is no CIDR: the number after the / is not between 0 and 32\n  write 192.0.2.0/28',
  ],
  [
    'scan HERE -T late.txt',
    'late.txt:51: "10.0.0.0/99" is no CIDR: the number after the / is not between 0 and 32\n  write 192.0.2.0/28',
  ],
  [
    'scan HERE -T none.txt',
    'none.txt: the targets cannot be read: there is no such file\n  name a file with one target a line, or - for standard input',
  ],
  ['scan HERE HERE:1', '"HERE:1" is no address\n  write an IPv6 address with a port in brackets: [2001:db8::1]:9200'],
  ['scan HERE ftp://127.0.0.1', '"ftp://127.0.0.1" begins with a scheme that is not known'],
  [
    'scan HERE http://elastic:hunter2@127.0.0.1:9200',
    'this target holds a user name or password, or an @ that looks like one\n  leave everything up to the @ out: unlatched asks as an anonymous visitor, and targets are printed in reports',
  ],
  [
    'scan HERE --format tabel',
    '--format: there is no format "tabel"\n  did you mean "table"? known: table, json, jsonl',
  ],
  ['scan HERE --format json=', '--format: no file is named after "json="\n  write json=FILE, or json to print'],
  [
    'scan HERE --format json=none/r.json',
    '--format: the report cannot be written to FOLDER/none/r.json: its folder does not exist\n  name a file in a folder that exists and may be written',
  ],
  [
    'scan HERE --format json=.',
    '--format: the report cannot be written to FOLDER: it is a folder\n  name a file in a folder that exists and may be written',
  ],
  ['scan HERE --format json=a --format jsonl=a', '--format: two formats go to FOLDER/a\n  name a file for each'],
  [
    'scan HERE --engine elasticsaerch',
    '--engine: there is no engine "elasticsaerch"\n  write one of: activemq, artemis, cassandra',
  ],
  [
    'scan HERE --fail-on hihg',
    '--failOn'.replace('failOn', 'fail-on') +
      ': there is no "hihg" here\n  did you mean "high"? known: critical, high, medium, low, info, none',
  ],
  ['scan HERE --engine x\u001b[2J\u202e', '--engine: there is no engine "x\\u{1b}[2J\\u{202e}"\n  write one of: '],
  ['scan HERE --x\u001b[2J', 'there is no flag --x\\u{1b}[2J\n  unlatched scan --help lists them'],
  ['scan HERE --depth deep', '--depth: there is no "deep" here\n  known: identify, access, inventory, impact'],
  ['scan HERE --timeout 3', '--timeout: "3" is no duration\n  write 3s or 3ms'],
  [
    'scan HERE --concurrency 0',
    '--concurrency: "0" is no whole number between 1 and 4096\n  write a whole number from 1 to 4096',
  ],
  [
    'scan HERE --sample many',
    '--sample: "many" is no whole number between 0 and 1000\n  write a whole number from 0 to 1000',
  ],
  ['scan HERE --ports 0', '--ports: "0" is no port\n  write ports between 1 and 65535: 9200,9201 or 9200-9205'],
  [
    'scan HERE --allow 10.0.0.0/33',
    '--allow: "10.0.0.0/33" is no address, CIDR or host name\n  write for example 10.0.0.5, 10.0.0.0/28, fd00::5 or db.example.com',
  ],
  ['scan HERE --budget 5', '--budget: "5" is no duration\n  write 5s or 5ms'],
  [
    'scan HERE --ca none.pem',
    '--ca: the certificates cannot be read: none.pem: there is no such file\n  name a file with certificates in PEM form',
  ],
  [
    'scan HERE --ca not.pem',
    '--ca: not.pem holds no certificate\n  name a file with "-----BEGIN CERTIFICATE-----" in it (PEM)',
  ],
  ['scan HERE --rules none.yaml', '--rules: cannot read the rules in none.yaml (ENOENT)\n  name a YAML file of rules'],
  ['scan HERE --rules rules.yaml', 'rules.yaml:1:'],
  [
    'scan HERE --config none.yaml',
    'FOLDER/none.yaml: the config cannot be read: there is no such file\n  name a file that can be read, or write one with unlatched init',
  ],
  [
    'scan HERE --config bad-key.yaml',
    'FOLDER/bad-key.yaml:2:3: there is no key "dept" in "audit"\n  did you mean "depth"? known: depth, ports,',
  ],
  ['scan HERE --config bad.yaml', 'FOLDER/bad.yaml:2:1: not valid YAML: '],
  [
    'scan HERE --config bad-value.yaml',
    'FOLDER/bad-value.yaml:2:12: "audit.timeout" cannot be "soon"\n  write a number with its unit, such as 500ms, 3s, 2m or 1h',
  ],
  [
    'scan HERE --config twice.yaml',
    'FOLDER/twice.yaml:3:3: not valid YAML: Map keys must be unique\n  indent with spaces, one "key: value" a line',
  ],
  ['scan HERE --config tab.yaml', 'FOLDER/tab.yaml:2:1: not valid YAML: Tabs are not allowed as indentation\n  indent'],
  [
    'scan HERE --config list.yaml',
    'FOLDER/list.yaml:1:1: the file is no map of keys\n  write keys such as "audit:" at the start of a line; unlatched init writes an example',
  ],
  ['scan HERE --config alias.yaml', 'FOLDER/alias.yaml:3:6: YAML aliases are not read here\n  write the value out'],
  ['scan HERE --config utf-16.yaml', 'FOLDER/utf-16.yaml: this is no text in UTF-8\n  save it as UTF-8'],
  ['scan HERE --config large.yaml', 'FOLDER/large.yaml: this is larger than 1 MiB, and no config\n  name another file'],
  ['scan HERE --config /dev/zero', '/dev/zero: this is larger than 1 MiB, and no config\n  name another file'],
  [
    'scan HERE --config FOLDER',
    'FOLDER: the config cannot be read: it is a folder\n  name a file that can be read, or write one with unlatched init',
  ],
  [
    'scan HERE 2001:db8::1/129',
    '"2001:db8::1/129" is no CIDR: the number after the / is not between 0 and 128\n  write 2001:db8::/120',
  ],
  ['scan HERE --config scope.yaml', 'FOLDER/scope.yaml:3:7: 203.0.112.0/20 is wider than /24'],
  [
    'scan HERE --config token.yaml',
    'FOLDER/token.yaml:3:7 (token): the environment has no NONE\n  set NONE, or write file:/path',
  ],
  ['engines show mysqll', 'there is no engine "mysqll"\n  did you mean "mysql"? known: activemq'],
  [
    'rules show elasticsearch/anonymous-raed',
    'there is no rule "elasticsearch/anonymous-raed"\n  did you mean "elasticsearch/anonymous-read"?',
  ],
  ['rules lint none.yaml', 'none.yaml: the rules cannot be read (ENOENT)\n  name YAML files of rules'],
  ['explain alexa-tokne', 'there is no rule, exit code or data class "alexa-tokne"\n  did you mean "alexa-token"?'],
  ['explain 9', 'there is no exit code 9\n  known: 0, 1, 2, 3, 4, 70, 130, 143'],
  [
    'explain abcdef12',
    'a fingerprint is explained by the report that holds it\n  unlatched explain abcdef12 report.json',
  ],
  ['assess none.jsonl', 'none.jsonl: it cannot be read: there is no such file\n  name a file, or - for standard input'],
  ['assess half.jsonl', 'half.jsonl:1: "endpoint" does not fit: '],
  ['assess remarks.txt', 'remarks.txt:1: this is no JSON\n  name a file that unlatched probe wrote'],
  ['report text.json', 'text.json: this is no JSON\n  name a file that unlatched scan --format json wrote'],
];

describe('what cannot be used ends with 2, says why and what to write, and sends nothing', () => {
  it.each(CASES)('%s', async (words, said) => {
    const here = `127.0.0.1:${server.port}`;
    const before = server.connections;
    const args = words.split(' ').map((word) => word.replace('HERE', here).replace('FOLDER', folder));
    const { code, stdout, stderr } = await unlatched(args, { folder });
    const expected = `unlatched: ${said.replaceAll('HERE', here).replaceAll('FOLDER', folder)}`;
    expect(stderr.slice(0, expected.length)).toBe(expected);
    expect(stderr).not.toMatch(/hunter2|elastic:|\n {4}at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(server.connections).toBe(before);
  });
});

it('a config that is nested too deep is told in plain words', async () => {
  const { code, stderr } = await unlatched(['scan', '127.0.0.1:1', '--config', 'deep.yaml'], { folder });
  expect(stderr).toMatch(
    /^unlatched: \S+deep\.yaml:1:\d+: not valid YAML: it is nested too deep\n {2}indent with spaces/,
  );
  expect(code).toBe(2);
});

it('an unreadable word of the environment is told by its name', async () => {
  const ended = await unlatched(['scan', `127.0.0.1:${server.port}`], {
    environment: { UNLATCHED_FAIL_ON: 'hihg' },
    folder,
  });
  expect(ended.stderr).toMatch(/^unlatched: UNLATCHED_FAIL_ON: there is no "hihg" here\n {2}did you mean "high"\?/);
  expect(ended.code).toBe(2);
});

it('a slip on the last line of standard input is told before anything is sent', async () => {
  const before = server.connections;
  const ended = await unlatched(['scan', '-'], { input: `127.0.0.1:${server.port}\na b\n` });
  expect(ended.stderr).toBe(
    'unlatched: -:2: "a b" holds a space, which no target can hold\n  write one target a line; a remark begins with " #"\n',
  );
  expect(ended.code).toBe(2);
  expect(server.connections).toBe(before);
});
