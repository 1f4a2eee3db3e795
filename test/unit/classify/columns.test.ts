import { expect, test } from 'vitest';
import { loadClasses } from '../../../src/classify/index.ts';
import { measureColumns, readColumns } from '../../kit/columns.ts';

const { columns, rounds } = readColumns();

test('the labelled columns are many, of classes that there are, none twice, and half of them of no class', async () => {
  const { byId } = await loadClasses();
  expect(columns.length).toBeGreaterThanOrEqual(1_000);
  expect(columns.filter((column) => column.class !== null && !byId.has(column.class))).toEqual([]);
  const keys = columns.map(({ source, collection, field, type }) => `${source} ${collection} ${field} ${type}`);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  expect(columns.filter((column) => column.class === null).length / columns.length).toBeGreaterThan(0.45);
  expect(columns.every(({ round }) => rounds.some((one) => one.round === round))).toBe(true);
});

test('precision and recall are at least 0.95, over all and in each round', async () => {
  const { all, byRound } = await measureColumns(columns);
  expect(byRound).toHaveLength(rounds.length);
  for (const { precision, recall, errors } of [all, ...byRound.map(({ score }) => score)]) {
    expect(precision, errors.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(recall, errors.join('\n')).toBeGreaterThanOrEqual(0.95);
  }
});
