import type { Context } from '../context.ts';
import { flagsOf } from '../program.ts';
import { COMMANDS, type CommandSpec, PARENTS } from './index.ts';

/** A script for a shell, made from the commands and flags as they are. It asks nothing of the program when it runs. */
export async function run(context: Context): Promise<number> {
  const [shell = 'bash'] = context.args;
  await context.print(shell === 'fish' ? fish() : shell === 'zsh' ? zsh() : bash());
  return 0;
}

/** Words that can follow a command: its flags, the names below it, the words of its arguments. */
function following(): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  words.set('', [...new Set([...COMMANDS.map(({ name }) => first(name)), 'help', '--help', '--version'])]);
  for (const parent of Object.keys(PARENTS)) {
    words.set(
      parent,
      COMMANDS.filter(({ name }) => name.startsWith(`${parent} `)).map(({ name }) => name.split(' ')[1] ?? ''),
    );
  }
  for (const spec of COMMANDS)
    words.set(spec.name, [...choicesOf(spec), ...flagsOf(spec).map(({ long }) => long), '--help']);
  return words;
}

function choicesOf(spec: CommandSpec): readonly string[] {
  return spec.arguments.flatMap(({ choices }) => choices ?? []);
}

function first(name: string): string {
  return name.split(' ')[0] ?? '';
}

function bash(): string {
  const cases = [...following()].map(([name, words]) => `    '${name}') words='${words.join(' ')}' ;;`).join('\n');
  return `# bash completion of unlatched: source <(unlatched completion bash)
_unlatched() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) continue ;; esac
    case "$command" in
      '') command="$word" ;;
      ${Object.keys(PARENTS).join('|')}) command="$command $word" ;;
    esac
  done
  case "$command" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _unlatched unlatched
`;
}

function zsh(): string {
  return `#compdef unlatched
# zsh completion of unlatched: source <(unlatched completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash()}`;
}

function fish(): string {
  const lines = COMMANDS.flatMap((spec) => {
    const [parent = '', child] = spec.name.split(' ');
    const seen =
      child === undefined
        ? `__fish_seen_subcommand_from ${parent}`
        : `__fish_seen_subcommand_from ${parent}; and __fish_seen_subcommand_from ${child}`;
    const head =
      child === undefined
        ? `complete -c unlatched -n __fish_use_subcommand -a ${parent} -d ${quoted(spec.summary)}`
        : `complete -c unlatched -n '__fish_seen_subcommand_from ${parent}' -a ${child} -d ${quoted(spec.summary)}`;
    const words = choicesOf(spec).map((word) => `complete -c unlatched -n '${seen}' -a ${word}`);
    const flags = flagsOf(spec).map(({ long, short, flag }) => {
      const letter = short === null ? '' : ` -s ${short.slice(1)}`;
      const value =
        flag.kind === 'switch' ? '' : flag.kind === 'choice' ? ` -x -a ${quoted(flag.choices.join(' '))}` : ' -r';
      return `complete -c unlatched -n '${seen}' -l ${long.slice(2)}${letter}${value} -d ${quoted(flag.about)}`;
    });
    return [head, ...words, ...flags];
  });
  const parents = Object.entries(PARENTS).map(
    ([name, about]) => `complete -c unlatched -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
  );
  return `# fish completion of unlatched: unlatched completion fish | source\n${[...parents, ...lines].join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
