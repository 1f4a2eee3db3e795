import { COMMANDS } from '../../src/cli/commands/index.ts';
import { type Flag, GROUPS } from '../../src/cli/flags/index.ts';
import { durationText, flagName, variableName } from '../../src/config/index.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

const FOUND = {
  counts: 'counts',
  ignored: 'ignored',
  narrows: 'only if it narrows',
};

function written(name: string, flag: Flag): string {
  const long = flag.flag === false ? null : `--${flag.negated === true ? 'no-' : ''}${flagName(name)}`;
  if (long === null) return 'arguments';
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return code(`${flag.short === undefined ? '' : `-${flag.short}, `}${long}${value}`);
}

function defaultOf(flag: Flag): string {
  if (flag.kind === 'switch') return flag.default === (flag.negated === true) ? 'off' : 'on';
  if (flag.default === null) return '';
  if (flag.kind === 'duration') return durationText(flag.default);
  if (Array.isArray(flag.default)) return flag.default.map((one) => code(String(one))).join(', ');
  return code(String(flag.default));
}

function row(name: string, flag: Flag): readonly string[] {
  return [
    written(name, flag),
    flag.about,
    defaultOf(flag),
    flag.environment ? code(variableName(name)) : '',
    flag.key === null ? '' : code(flag.key),
    flag.key === null ? '' : typeof flag.found === 'string' ? FOUND[flag.found] : FOUND.narrows,
  ];
}

/** Commands and flags, with their places in the environment and in unlatched.yaml. */
export function cliPage(): Page {
  return page(
    'docs/reference/cli.md',
    generatedFrom('src/cli/flags and src/cli/commands'),
    '# Command line',
    '`unlatched [COMMAND] [TARGET…]`; without a command it is `scan`. The report goes to stdout, everything else to stderr.',
    '## Commands',
    table(
      ['command', 'what it does', 'flags'],
      COMMANDS.map(({ name, summary, arguments: given, groups }) => [
        code([name, ...given.map((one) => one.name)].join(' ')),
        summary,
        groups.join(', '),
      ]),
    ),
    ['```sh', ...COMMANDS.flatMap(({ examples }) => examples), '```'].join('\n'),
    '## Flags',
    'A flag beats the environment, the environment beats the file, the file beats the default. A file that `--config` names counts whole; ' +
      '`unlatched.yaml` that is found by itself, in a pull request for example, may only narrow (last column).',
    ...Object.entries(GROUPS).flatMap(([group, flags]) => [
      `### ${group}`,
      table(
        ['flag', 'what it does', 'default', 'environment', 'key in unlatched.yaml', 'in a found file'],
        Object.entries<Flag>(flags).map(([name, flag]) => row(name, flag)),
      ),
    ]),
    'Exit codes: [exit-codes.md](exit-codes.md). The scope: [scope.md](scope.md).',
  );
}
