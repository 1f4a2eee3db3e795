import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveSecret } from '../../../src/config/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatched-secret-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function secretFile(name: string, content: string, mode: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

it('is taken from the environment or from a file, without the line end', async () => {
  const path = await secretFile('good', 'hunter2\n', 0o600);
  expect(await resolveSecret('env:TOKEN', 'c:1:1', { TOKEN: 'hunter1' })).toBe('hunter1');
  expect(await resolveSecret(`file:${path}`, 'c:1:1', {})).toBe('hunter2');
  expect(await resolveSecret('a-token-that-is-public', 'c:1:1', {})).toBe('a-token-that-is-public');
});

it('says where it is missing, and repeats none', async () => {
  const loose = await secretFile('loose', 'hunter2', 0o644);
  const empty = await secretFile('empty', '\n', 0o600);
  const resolve = (text: string) => resolveSecret(text, 'c:1:1', { EMPTY: '' });
  await expect(resolve('env:NONE')).rejects.toMatchObject({ where: 'c:1:1', message: 'the environment has no NONE' });
  await expect(resolve('env:EMPTY')).rejects.toMatchObject({ message: 'the environment has no EMPTY' });
  await expect(resolve('file:/none')).rejects.toMatchObject({ message: 'there is no file /none with the secret' });
  await expect(resolve(`file:${folder}`)).rejects.toMatchObject({
    message: `there is no file ${folder} with the secret`,
  });
  await expect(resolve(`file:${empty}`)).rejects.toMatchObject({ message: `the file ${empty} is empty` });
  await expect(resolve(`file:${loose}`)).rejects.toMatchObject({
    message: `others may read the secret in ${loose}`,
    mend: `chmod 600 ${loose}`,
  });
});
