import { Command, CommanderError, Option } from 'commander';
import { flagName, nearest, variableName } from '../config/index.ts';
import type { Written } from '../config/values.ts';
import { durationText } from '../config/values.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { COMMANDS, type CommandSpec, PARENTS } from './commands/index.ts';
import { type Flag, GROUPS } from './flags/index.ts';

/** What was asked for: a command with its words and flags, or a text to print (help, version). */
export type Asked =
  | {
      readonly kind: 'run';
      readonly spec: CommandSpec;
      readonly args: string[];
      readonly flags: Record<string, Written>;
    }
  | { readonly kind: 'text'; readonly text: string };

const GLOBAL = new Set(['-h', '--help', '-V', '--version']);

/** Reads the command line. Throws a `Diagnostic` for what it cannot mean. */
export function parseCommandLine(argv: readonly string[], version: string): Asked {
  const asked: { value: Asked | null } = { value: null };
  let text = '';
  const program = buildProgram(version, (run) => {
    asked.value = run;
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((parent) => parent.commands)]) {
    command.exitOverride();
    command.configureOutput({ writeOut: (part) => (text += part), writeErr: (part) => (text += part) });
  }
  try {
    program.parse(withDefault(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') return { kind: 'text', text };
    throw told(error, program, argv);
  }
  return asked.value ?? { kind: 'text', text: program.helpInformation() };
}

/** Without a command, the words are targets of `scan`. */
function withDefault(argv: readonly string[]): string[] {
  const [first] = argv;
  if (first === undefined) return ['scan'];
  const names = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))];
  if (GLOBAL.has(first) || first === 'help' || names.includes(first)) return [...argv];
  const meant = /^[a-z]+$/.test(first) && first !== 'localhost' ? nearest(first, names) : null;
  if (meant !== null) {
    throw new Diagnostic(`there is no command "${first}"`, {
      mend: `did you mean "unlatched ${meant}"? To audit a host of that name: unlatched scan ${first}`,
    });
  }
  return ['scan', ...argv];
}

function told(error: CommanderError, program: Command, argv: readonly string[]): Diagnostic {
  const what = error.message.replace(/^error: /, '').replace(/\n[\s\S]*$/, '');
  const unknown = /^unknown option '(.+)'$/.exec(what)?.[1];
  if (unknown === undefined) return new Diagnostic(what, { mend: `${helpFor(argv)} lists what can be written` });
  const meant = nearest(unknown, optionsOf(program));
  return new Diagnostic(`there is no flag ${unknown}`, {
    mend: `${meant === null ? '' : `did you mean ${meant}? `}${helpFor(argv)} lists them`,
  });
}

function helpFor(argv: readonly string[]): string {
  const words = argv.filter((word) => /^[a-z]+$/.test(word)).slice(0, 2);
  const known = [words.join(' '), words[0] ?? ''].find((name) => COMMANDS.some((spec) => spec.name === name));
  return `unlatched ${known ?? 'scan'} --help`;
}

function optionsOf(program: Command): string[] {
  const all = [program, ...program.commands, ...program.commands.flatMap((parent) => parent.commands)];
  return [...new Set(all.flatMap((command) => command.options.map((option) => option.long ?? '')))].filter(
    (name) => name !== '',
  );
}

type OnRun = (asked: Asked) => void;

function buildProgram(version: string, onRun: OnRun): Command {
  const program = new Command('unlatched')
    .description('Finds the datastores that were left open, before someone else does.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .usage('[command] [target...] [flags]');
  const parents = new Map<string, Command>();
  for (const spec of COMMANDS) {
    const [first = '', second] = spec.name.split(' ');
    if (second === undefined) {
      addCommand(program, first, spec, onRun);
      continue;
    }
    const parent = parents.get(first) ?? program.command(first).description(PARENTS[first] ?? '');
    parents.set(first, parent);
    addCommand(parent, second, spec, onRun);
  }
  return program;
}

function addCommand(parent: Command, name: string, spec: CommandSpec, onRun: OnRun): void {
  const command = parent.command(name).description(spec.summary).helpOption('-h, --help', 'print help');
  for (const { name: argument, about, choices } of spec.arguments) {
    const made = command.createArgument(argument, about);
    command.addArgument(choices === undefined ? made : made.choices(choices));
  }
  for (const group of spec.groups) {
    const flags: Readonly<Record<string, Flag>> = GROUPS[group];
    for (const [setting, flag] of Object.entries(flags)) {
      if (flag.flag !== false) command.addOption(optionOf(setting, flag).helpGroup(`${group}:`));
    }
  }
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}\n`).join('')}`);
  command.action(() => onRun({ kind: 'run', spec, args: command.args, flags: writtenFlags(command) }));
}

function optionOf(setting: string, flag: Flag): Option {
  const long = `--${flag.negated === true ? 'no-' : ''}${flagName(setting)}`;
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  if (flag.kind === 'switch') return new Option(`${short}${long}`, flag.about);
  const option = new Option(`${short}${long} <${flag.value ?? 'VALUE'}>`, `${flag.about}${defaultOf(flag)}`);
  if (flag.kind === 'texts' || flag.kind === 'files' || flag.kind === 'ports') {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

function defaultOf(flag: Flag): string {
  if (flag.default === null || (Array.isArray(flag.default) && flag.default.length === 0)) return '';
  const shown = flag.kind === 'duration' ? durationText(flag.default) : String(flag.default);
  return ` (default ${shown})`;
}

/** Only what stands on the command line: what it does not say, the environment or the config may. */
function writtenFlags(command: Command): Record<string, Written> {
  const values: Record<string, unknown> = command.opts();
  const written = Object.entries(values).filter(([name]) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(written) as Record<string, Written>;
}

/** For completion and the reference page: each command's flags with their words, environment and keys. */
export function flagsOf(
  spec: CommandSpec,
): { long: string; short: string | null; flag: Flag; variable: string | null }[] {
  return spec.groups.flatMap((group) => {
    const flags: Readonly<Record<string, Flag>> = GROUPS[group];
    return Object.entries(flags)
      .filter(([, flag]) => flag.flag !== false)
      .map(([setting, flag]) => ({
        long: `--${flag.negated === true ? 'no-' : ''}${flagName(setting)}`,
        short: flag.short === undefined ? null : `-${flag.short}`,
        flag,
        variable: flag.environment ? variableName(setting) : null,
      }));
  });
}
