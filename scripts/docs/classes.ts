import type { DataClass } from '../../src/model/classes.ts';
import { byText } from '../../src/support/stable-json.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

const FORM = [
  [
    '`names`',
    'phrases in English, German, Spanish and French with which a field’s name may end; words, never parts of words',
  ],
  ['`exact`', 'phrases that count only as the whole name'],
  ['`within`', 'names that count only below, or beside, one of the parents'],
  ['`not`', 'words that rule the class out, wherever they stand in the name'],
  ['`types`', 'kinds of field types that can hold it'],
  [
    '`values`',
    'shapes of values for `--sample`: a pattern, bounds of length, and the share of values that must have it',
  ],
  [
    '`identifying`, `peopleRank`',
    'whether a value stands for one person, and the preference for counting people on it, 1 first',
  ],
  ['`asked`', 'named among what was looked for also where it was not found'],
  ['`law`', 'what law may ask: candidates for somebody who knows the law, never a verdict'],
  ['`response`', 'what the owner does now that such data was reachable, and why; lower `order` first'],
];

/** Every data class with its family and response, and how one is declared. */
export function classesPage(classes: readonly DataClass[]): Page {
  const families = [...new Set(classes.map(({ family }) => family))].sort(byText);
  return page(
    'docs/reference/classes.md',
    generatedFrom('rules/classes/*.yaml'),
    '# Data classes',
    'What a field holds, by its name and type, and with `--sample N` by the shape of its values. The ids and families are public contract.',
    ...families.flatMap((family) => [
      `## ${family}`,
      table(
        ['class', 'what it is', 'identifies a person', 'law (candidates)', 'response'],
        classes
          .filter((one) => one.family === family)
          .map(({ id, title, identifying, law, response }) => [
            code(id),
            title,
            identifying ? 'yes' : '',
            law.join(', '),
            [...response]
              .sort((left, right) => left.order - right.order)
              .map(({ action }) => action)
              .join('; '),
          ]),
      ),
    ]),
    '## How a class is declared',
    'A file of `rules/classes/` is a family. What stands at its top holds for each of its classes.',
    table(['key', 'meaning'], FORM),
  );
}
