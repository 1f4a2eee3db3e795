import { expect, test } from 'vitest';
import { loadCauses } from '../../../src/lint/index.ts';
import { loadRules } from '../../../src/rules/index.ts';
import { lintCorpus } from '../../kit/lint-corpus.ts';

test('the corpus gives what was written down of it by hand: every finding with its line, and no other', async () => {
  const { files, safe, missing, wrong } = await lintCorpus();
  expect(files).toBeGreaterThanOrEqual(60);
  expect(safe / files).toBeGreaterThan(0.4);
  expect({ missing, wrong }).toEqual({ missing: [], wrong: [] });
});

test('every cause stands under the id of a live rule, for each of its engines', async () => {
  const known = new Set((await loadRules({ extra: [] })).rules.map(({ id }) => id));
  const files = await loadCauses();
  const ids = files.flatMap((file) =>
    file.causes.flatMap((cause) =>
      (cause.engines ?? Object.keys(file.engines)).map((engine) => `${engine}/${cause.rule}`),
    ),
  );
  expect(files.flatMap(({ causes }) => causes).length).toBeGreaterThan(60);
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
});

test('every setting that a cause asks for is named in its file, and no id is used twice', async () => {
  for (const { name, settings, causes, engines } of await loadCauses()) {
    const asked = causes.flatMap(({ when }) => when.flatMap((one) => Object.keys(one)));
    expect([name, asked.filter((one) => one !== 'image' && settings[one] === undefined)]).toEqual([name, []]);
    expect([name, Object.keys(settings).filter((one) => !asked.includes(one))]).toEqual([name, []]);
    const ids = causes.flatMap(({ id, engines: only }) =>
      (only ?? Object.keys(engines)).map((engine) => `${engine}/${id}`),
    );
    expect(new Set(ids).size).toBe(ids.length);
  }
});
