import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileSystem, writeReport } from '../../src/cli/output/file.ts';
import { progressText } from '../../src/cli/terminal/progress.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'unlatched-output-'));
  path = join(folder, 'report.json');
});
afterEach(() => fs.rm(folder, { recursive: true }));

/** A disk that takes so many pieces and is full then. */
function fullAfter(pieces: number, code = 'ENOSPC'): FileSystem {
  const full = () => Promise.reject(Object.assign(new Error('full'), { code }));
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args);
      const append = handle.appendFile.bind(handle);
      let left = pieces;
      handle.appendFile = (data, options) => (--left < 0 ? full() : append(data, options));
      if (pieces === 99) handle.sync = full;
      return handle;
    },
  };
}

describe('a disk that is full', () => {
  it.each([
    [0, 'before the first piece'],
    [1, 'half way'],
    [99, 'when it is flushed'],
  ])('after %i pieces (%s): the old report stays, and nothing else', async (pieces) => {
    await fs.writeFile(path, 'old');
    await expect(writeReport(path, ['a', 'b'], fullAfter(pieces))).rejects.toThrow(
      `${path}: it could not be written: the disk is full; nothing was left half-written`,
    );
    expect(await fs.readdir(folder)).toEqual(['report.json']);
    expect(await fs.readFile(path, 'utf8')).toBe('old');
  });

  it('leaves nothing where nothing was', async () => {
    await expect(writeReport(path, ['a', 'b'], fullAfter(1, 'EDQUOT'))).rejects.toThrow('the disk quota is used up');
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it('a format that fails leaves nothing either', async () => {
    function* pieces() {
      yield 'a';
      throw new Error('a defect');
    }
    await expect(writeReport(path, pieces())).rejects.toThrow('a defect');
    expect(await fs.readdir(folder)).toEqual([]);
  });
});

it('the progress line tells done, total, rate, exposed and time left', () => {
  const counts = { done: 1200, total: 5000, exposed: 3, elapsed: 3000 };
  expect(progressText(counts)).toBe('1200 / 5000 endpoints, 400/s, 3 exposed, 10s left');
  expect(progressText({ ...counts, total: null })).toBe('1200 endpoints, 400/s, 3 exposed');
  expect(progressText({ ...counts, total: 100 })).toBe('1200 endpoints, 400/s, 3 exposed');
  expect(progressText({ ...counts, total: 100_000, elapsed: 1_200_000 })).toBe(
    '1200 / 100000 endpoints, 1.0/s, 3 exposed, 27h 26m left',
  );
  expect(progressText({ ...counts, done: 0, elapsed: 0 })).toBe('0 / 5000 endpoints, 0.0/s, 3 exposed');
});
