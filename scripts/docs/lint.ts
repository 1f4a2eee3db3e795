import { loadCauses } from '../../src/lint/index.ts';
import { KINDS } from '../../src/lint/kinds/index.ts';
import { lintCorpus } from '../../test/kit/lint-corpus.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '' : (part / whole).toFixed(3));

/** Kinds of file, every cause, and what the corpus came to. */
export async function lintPage(): Promise<Page> {
  const [causes, corpus] = await Promise.all([loadCauses(), lintCorpus()]);
  const count = causes.reduce((sum, file) => sum + file.causes.length, 0);
  const kinds = [...new Set(KINDS.map(({ kind }) => kind))];
  return page(
    'docs/reference/lint.md',
    '# Lint',
    generatedFrom('rules/causes, src/lint and test/fixtures/lint'),
    '`unlatched lint FILE…` reads files of settings, sends nothing, and says which settings would leave a store open. [How to use it](../how-to/lint.md).',
    '## Files',
    `Compose files (\`services:\`) and Kubernetes manifests (\`apiVersion:\` and \`kind:\`) by what they hold; the servers' own by name, and where the name tells nothing by their content: ${kinds.map((kind) => code(kind)).join(', ')}. Of other files it is said that they were skipped.`,
    '## What counts',
    [
      '- **Compose**: command line over environment over `env_file` over a mounted file; `.env` and defaults of `${NAME:-default}` are filled in, anchors and merge keys followed. Files of one folder that are called `compose…` are one project, the base first and the others over it in the order given. Mounted files and `env_file` are read where they lie in the compose file’s own folder or below it.',
      '- **Kubernetes**: `env`, `command` and `args` of containers, and the Services of all files given. Of ConfigMaps and Secrets nothing is read.',
      '- **Own files**: `postgresql.conf` and `pg_hba.conf` of one folder are one server.',
      '- What is not written has the default of the image’s version (of the newest, where no tag tells one). Where more settings come from a place that was not read, nothing is said of what is not written.',
      '- A value that is not known (`${NAME}` of nowhere, `valueFrom`) counts as written and as nothing in particular.',
    ].join('\n'),
    '## From where it would be reached',
    table(
      ['said', 'when'],
      [
        [
          'all interfaces',
          'a published port without an address of loopback; host networking; `hostPort`; a Service of type NodePort or LoadBalancer; a bind address that is not loopback',
        ],
        ['the network of the cluster', 'a pod that no such Service leads to'],
        ['the compose network', 'a service without published ports of the store'],
        ['loopback', 'ports published on 127.0.0.1 or ::1; a bind address of loopback'],
      ],
    ),
    'What anybody could do is found under the id of the audit’s own finding (`redis/anonymous-admin`) for the first two, and as `…/single-layer` for the others: there the network alone keeps strangers out. Missing encryption is found where all interfaces are listened on.',
    `## Causes`,
    `${count} causes, in [rules/causes](../../rules/causes).`,
    table(
      ['cause', 'finding', 'versions', 'why', 'write'],
      causes.flatMap((file) =>
        file.causes.flatMap((cause) => {
          const engines = cause.engines ?? Object.keys(file.engines);
          const write =
            cause.write.file === cause.write.container
              ? code(cause.write.file)
              : `${code(cause.write.file)}; in a container ${code(cause.write.container)}`;
          return [
            [
              engines.map((engine) => code(`${engine}/${cause.id}`)).join(', '),
              code(cause.rule),
              cause.versions ?? '',
              cause.why,
              write,
            ],
          ];
        }),
      ),
    ),
    '## Limits of a file',
    'A file of at most 4 MiB; of YAML at most 50,000 lines, 200,000 values (aliases count as what they stand for) and 60 levels. A file beyond that, one that is no YAML and one that writes a key twice is named on stderr with its place, the others are still judged, and the exit code is 2.',
    '## Measured',
    `On ${corpus.files} small files in [test/fixtures/lint](../../test/fixtures/lint), ${corpus.safe} of them safe, each with what is to be found written down by hand: the rule and the line. They were written for this by the same people who wrote the causes, so that the figures show that nothing came undone; they say little of files of strangers.`,
    table(
      ['folder', 'files', 'expected', 'found', 'precision', 'recall'],
      [...corpus.groups].map(([group, { files, expected, found, right }]) => [
        group,
        String(files),
        String(expected),
        String(found),
        share(right, found),
        share(right, expected),
      ]),
    ),
    'Not in the corpus: the 39 compose files of Docker’s awesome-compose (November 2026) gave 7 findings, each looked at and right; two Redis servers in an image that was not known were missed, and the image is known since.',
  );
}
