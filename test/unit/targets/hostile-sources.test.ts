import { describe, expect, it } from 'vitest';
import { known } from '../../kit/known.ts';

const MIB = 1024 * 1024;
const levels = 'bcdefghij';
const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...levels].map((name, index) => {
    const before = `*${index === 0 ? 'a' : levels[index - 1]}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
  }),
].join('\n');
const deep = (part: string) => part.repeat(500_000);

/** Each with the kind, where it is told, and what is said. */
const HOSTILE: readonly (readonly [string, string, string, string, RegExp])[] = [
  ['a billion aliases', 'compose', BOMB, 'f:1:', /more than 500000 values/],
  ['an alias to what it stands in', 'compose', 'services: &a\n  x: *a\n', 'f:2:3', /nested deeper than 64/],
  ['an alias that leads nowhere', 'compose', 'services:\n  x: *a\n', 'f:2:6', /leads nowhere|Unresolved alias/],
  ['brackets', 'compose', `services: ${deep('[')}`, 'f:1:267', /nested deeper than 64/],
  ['brackets, as JSON', 'kubernetes', deep('['), 'f:1:66', /nested deeper than 64/],
  ['dashes', 'compose', `services:\n${deep('- ')}`, 'f:2:1', /nested deeper than 64/],
  ['a key twice', 'compose', 'services:\n a: { image: x }\n a: { image: y }\n', 'f:3:2', /"a" is written twice/],
  ['a key twice, as JSON', 'kubernetes', '{"a": 1,\n "a": 2}', 'f:2:2', /"a" is written twice/],
  ['a tab', 'compose', 'services:\n\ta: x\n', 'f:2:1', /Tabs are not allowed/],
  ['YAML beyond 2 MiB', 'compose', `services:\n${' a: x\n'.repeat(400_000)}`, 'f:1:1', /larger than 2 MiB/],
  ['JSON that ends early', 'kubernetes', '{"kind": "List", "items": [{"kind"', 'f:1:', /a colon is missing/],
  ['a text of escapes', 'kubernetes', `{"kind": "${'\\n'.repeat(4 * MIB)}`, 'f:1:10', /does not end on its line/],
  ['values without end', 'kubernetes', `["",${'1,'.repeat(1_100_000)}1]`, 'f:1:', /more than 1000000 values/],
  ['a circle of extends', 'compose', 'services:\n a:\n  extends: b\n b:\n  extends: a\n', 'f:5:12', /in a circle/],
  ['extends of nothing', 'compose', 'services:\n a:\n  extends: b\n', 'f:3:12', /no service "b"/],
  [
    'extends of no file',
    'compose',
    'services:\n a:\n  extends: { file: no, service: b }\n',
    'f:3:12',
    /there is no file .*no to extend/,
  ],
  ['no compose file', 'compose', 'a: b\n', 'f:1:1', /holds no services/],
  ['entities', 'nmap', '<!DOCTYPE nmaprun [<!ENTITY a "b">]>\n<nmaprun/>', 'f:1:', /declares entities/],
  ['an entity that is not declared', 'nmap', '<nmaprun>\n<host>&b;</host></nmaprun>', 'f:2:', /undefined entity/],
  ['elements', 'nmap', `<nmaprun>${deep('<a>')}`, 'f:1:', /nested deeper than 64/],
  ['an attribute without end', 'nmap', `<nmaprun a="${'x'.repeat(6 * MIB)}`, 'f:1:', /larger than 4 MiB/],
  ['another root', 'nmap', '<html></html>', 'f:1:', /the root element is html/],
  ['XML that ends early', 'nmap', '<nmaprun><host>', 'f:1:', /not valid XML/],
  ['a line without end', 'masscan', 'x'.repeat(MIB), 'f:1:262144', /longer than 256 KiB/],
  ['a line without end', 'env', 'x'.repeat(MIB), 'f:1:262144', /longer than 256 KiB/],
];

describe('a source that means harm', () => {
  it.each(HOSTILE)(
    '%s (%s) is told with file, line and column, in time',
    async (_, kind, text, where, what) => {
      const started = performance.now();
      const error: unknown = await known({ f: text }, [`${kind}:f`]).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'Diagnostic', message: expect.stringMatching(what) as string });
      expect((error as { where: string }).where).toContain(where);
      expect((error as { mend: string | null }).mend).toEqual(expect.any(String));
      expect(performance.now() - started).toBeLessThan(10_000);
    },
    20_000,
  );

  it('a file of 100 MB is not read to its end', async () => {
    await expect(known({ f: 'x'.repeat(100_000_000) }, ['compose:f'])).rejects.toMatchObject({
      message: 'it is larger than 16 MiB, which is the most that is read as a whole',
    });
  }, 20_000);

  it('a hundred thousand hosts of nmap are streamed', async () => {
    const host = (index: number) =>
      `<host><address addr="10.${index >> 16}.${(index >> 8) & 255}.${index & 255}" addrtype="ipv4"/><ports><port protocol="tcp" portid="6379"><state state="${index % 1000 === 0 ? 'open' : 'closed'}"/></port></ports></host>\n`;
    const text = `<nmaprun>${Array.from({ length: 100_000 }, (_, index) => host(index)).join('')}</nmaprun>`;
    const before = process.memoryUsage().heapUsed;
    expect((await known({ f: text }, ['nmap:f'])).rows).toHaveLength(100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * MIB);
  }, 60_000);

  it('strange hosts are left out, with a note that is safe to print', async () => {
    const line = JSON.stringify({ ip: '\u202eevil\u0007host', port: 1 });
    const { rows, remarks } = await known({ f: `${line}\n{"ip":"h","port":0}\n{"ip":"h","port":1}\n` }, ['naabu:f']);
    expect(rows).toEqual(['h:1|||3']);
    expect(remarks[0]).toContain('\\u{202e}evil\\u{7}host');
    expect(remarks[1]).toContain('f:2 "h:0" is no host with a port');
  });

  it('a kind that is none, and a kind without its file, are told', async () => {
    await expect(known({}, ['nothing'])).rejects.toMatchObject({ message: '"nothing" is no kind of source' });
    await expect(known({}, ['toString:x'])).rejects.toMatchObject({ message: '"toString" is no kind of source' });
    await expect(known({}, ['nmap'])).rejects.toMatchObject({ message: 'nmap needs a file' });
    await expect(known({}, ['nmap:none'])).rejects.toMatchObject({
      message: 'it cannot be read: there is no such file',
    });
  });

  it('a device that is extended is not read without end', async () => {
    const text = 'services:\n a:\n  extends: { file: ../../../../../../dev/zero, service: b }\n';
    await expect(known({ f: text }, ['compose:f'])).rejects.toMatchObject({
      message: expect.stringContaining('larger than 16 MiB') as string,
    });
  });

  it('what holds nothing says so', async () => {
    expect((await known({ f: '\n' }, ['ss:f'])).remarks).toEqual([
      'f nothing that is not known already was found in it as ss',
    ]);
  });
});
