import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../src/model/endpoint.ts';
import { checkTargets, readTargets } from '../../../src/targets/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-targets-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function all(targets: AsyncIterable<Target>): Promise<string[]> {
  const seen: string[] = [];
  for await (const { text, source } of targets) seen.push(`${text} ${source?.file.split('/').at(-1)}:${source?.line}`);
  return seen;
}

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('sources', () => {
  it('reads arguments, files and standard input in order, with file and line', async () => {
    const list = await file(
      'list.txt',
      '\ufeff# owned by search\r\nh1:9200\r\n\r\n  h2:9200   # the old one\r\nhttp://h3:1/a',
    );
    const from = { args: ['h0', '-'], files: [list], stdin: Readable.from(['x1\n', 'x2:', '9200\n\n']) };
    expect(await all(readTargets(from))).toEqual([
      'h0 undefined:undefined',
      'x1 -:1',
      'x2:9200 -:2',
      'h1:9200 list.txt:2',
      'h2:9200 list.txt:4',
      'http://h3:1/a list.txt:5',
    ]);
  });

  it('says which line of which file cannot be used', async () => {
    const list = await file('bad.txt', 'h1\n#\n10.0.0.0/40\n');
    await expect(all(readTargets({ args: [], files: [list], stdin: null }))).rejects.toMatchObject({
      where: `${list}:3`,
      message: '"10.0.0.0/40" is no CIDR: the number after the / is not between 0 and 32',
    });
  });

  it('says why a file cannot be read', async () => {
    const read = (name: string) => all(readTargets({ args: [], files: [name], stdin: null }));
    await expect(read(join(folder, 'none.txt'))).rejects.toMatchObject({
      where: join(folder, 'none.txt'),
      message: 'the targets cannot be read: there is no such file',
    });
    await expect(read(folder)).rejects.toMatchObject({ message: 'the targets cannot be read: it is a folder' });
    await expect(read('-')).rejects.toMatchObject({ message: 'there is no standard input to read targets from' });
  });

  it('streams: the first target is there before the source has ended', async () => {
    const stdin = new Readable({ read() {} });
    stdin.push('h1\n');
    const targets = readTargets({ args: ['-'], files: [], stdin })[Symbol.asyncIterator]();
    expect((await targets.next()).value).toMatchObject({ text: 'h1' });
    stdin.push(null);
    expect((await targets.next()).done).toBe(true);
  });
});

describe('checking before anything is sent', () => {
  it('counts, and can be read again, standard input and pipes too', async () => {
    const list = await file('two.txt', 'h1\nh2\n');
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const writer = promisify(execFile)('sh', ['-c', `printf 'p1\\np2\\n' > ${pipe}`]);
    const checked = await checkTargets({ args: ['h0', '-'], files: [list, pipe], stdin: Readable.from(['x1\nx2']) });
    await writer;
    expect(checked.count).toBe(7);
    const twice = [await all(checked.targets()), await all(checked.targets())];
    expect(twice[0]).toEqual([
      'h0 undefined:undefined',
      'x1 -:1',
      'x2 -:2',
      'h1 two.txt:1',
      'h2 two.txt:2',
      'p1 pipe:1',
      'p2 pipe:2',
    ]);
    expect(twice[1]).toEqual(twice[0]);
  });

  it('knows how many endpoints to expect', async () => {
    const args = ['h:1', '10.0.0.0/28', '2001:db8::/127', 'h'];
    const checked = await checkTargets({ args, files: [], stdin: null });
    expect(checked.endpoints(2)).toBe(1 + 2 * (16 + 2 + 1));
  });

  it('finds the slip on the last line', async () => {
    const list = await file('late.txt', `${'h1\n'.repeat(1000)}h:99999\n`);
    await expect(checkTargets({ args: [], files: [list], stdin: null })).rejects.toMatchObject({
      where: `${list}:1001`,
    });
  });
});
