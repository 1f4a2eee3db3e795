import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Subject } from '../../../src/rules/index.ts';
import { evaluate, lintRules, loadRules, testRules } from '../../../src/rules/index.ts';
import { lintText } from '../../../src/rules/lint.ts';
import { subjectFrom } from '../../../src/rules/subject-from.ts';

const rules = await loadRules();
const subject = (members: Record<string, unknown>): Subject => subjectFrom(members, 'elasticsearch');
const file = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'rules-')), 'own.yaml');
  writeFileSync(path, text);
  return path;
};

const OWN = `rules:
  - id: big
    engine: elasticsearch
    title: Larger than we allow
    description: A store of ours with more records than agreed.
    severity: medium
    when: WHEN
    proof: [count-records]
    references: []
    remediation: { summary: Ask why it grew., steps: [Ask the owner of the store.] }
    tests:
      - { name: large, subject: { data: { known: true, records: 2000 } }, expect: medium }
      - { name: small, subject: { data: { known: true, records: 20 } }, expect: none }
`;

describe('a user’s own rules', () => {
  test('count, hold, change the digest', async () => {
    const path = file(OWN.replace('WHEN', 'data.records > 1000'));
    const own = await loadRules({ extra: [path] });
    expect(own.count).toBe(rules.count + 1);
    expect(own.digest).not.toBe(rules.digest);
    expect(evaluate(own, subject({ data: { known: true, records: 2_000 } })).map(({ rule }) => rule.id)).toEqual([
      'elasticsearch/big',
    ]);
    expect(await lintRules([path])).toEqual([]);
    expect((await testRules([path])).map(({ passed }) => passed)).toEqual([true, true]);
  });

  test.each([
    ['a wrong condition', OWN.replace('WHEN', 'data.records > "x"'), 7, 11],
    ['backtracking', OWN.replace('WHEN', 'outcome.matches("x")'), 7, 11],
    ['a wrong severity', OWN.replace('severity: medium', 'severity: bad').replace('WHEN', '1 == 1'), 6, 15],
    ['no YAML', 'rules: [', 1, 9],
    ['an alias', 'a: &a [x]\nrules: *a\n', 2, 8],
    ['a key twice', 'rules: []\nrules: []\n', 2, 1],
  ])('%s is refused with file, line and column', async (_, text, line, column) => {
    const path = file(text);
    await expect(loadRules({ extra: [path] })).rejects.toMatchObject({
      name: 'Diagnostic',
      where: `${path}:${line}:${column}`,
    });
  });

  test('an id that is taken, and a file that is not there', async () => {
    const taken = OWN.replace('id: big', 'id: plaintext').replace('WHEN', '1 == 1');
    await expect(loadRules({ extra: [file(taken)] })).rejects.toThrow(
      'there is a rule elasticsearch/plaintext already',
    );
    await expect(loadRules({ extra: ['/nowhere/own.yaml'] })).rejects.toMatchObject({
      name: 'Diagnostic',
      where: '--rules',
    });
  });

  test('lint names all problems, and a failing test says what came out', async () => {
    const text = OWN.replace('WHEN', 'nothing').replace('id: big', 'id: Big');
    expect(lintText({ name: 'own.yaml', file: 'own.yaml', text })).toEqual([
      { file: 'own.yaml', line: 2, column: 9, message: 'lower case words joined by dashes' },
    ]);
    const wrong = await testRules([file(OWN.replace('WHEN', 'data.records > 10'))]);
    expect(wrong.map(({ passed, expected, actual, line }) => ({ passed, expected, actual, line }))).toEqual([
      { passed: true, expected: 'medium', actual: 'medium', line: 12 },
      { passed: false, expected: 'none', actual: 'medium', line: 13 },
    ]);
    const misspelt = await testRules([
      file(OWN.replace('WHEN', '1 == 1').replace('known: true, records: 20 ', 'recrods: 20 ')),
    ]);
    expect(misspelt[1]).toMatchObject({ passed: false, actual: 'error', message: 'data has no recrods' });
  });
});
