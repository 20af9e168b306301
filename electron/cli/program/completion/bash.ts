import { type CompletedCommand, type CompletedValue, flagsOf, LIST_RUNS, quoted } from './model.ts';

/** The script that bash reads: `source <(holdpoint completion bash)`. */
export function completeInBash(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion of holdpoint
_holdpoint_runs() { ${LIST_RUNS}; }
_holdpoint_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_holdpoint_files() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); }
_holdpoint_folders() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); }
_holdpoint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      ${names.join('|')}) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command $previous" in
${commands.flatMap(valuesOfOptions).join('\n')}
  esac
  if [[ $command == '' ]]; then _holdpoint_words ${quoted([...names, 'help', '--data', '--help', '--version'].join(' '))}; return; fi
  if [[ $current != -* ]]; then
    case $command in
${commands.flatMap(valueOfArgument).join('\n')}
    esac
  fi
  case $command in
${commands.map(({ name, options }) => `    ${name}) _holdpoint_words ${quoted([...options.flatMap(flagsOf), '--help'].join(' '))} ;;`).join('\n')}
  esac
}
complete -F _holdpoint holdpoint
`;
}

function valuesOfOptions({ name, options }: CompletedCommand): readonly string[] {
  return options.flatMap((option) =>
    option.value === null
      ? []
      : [
          `    ${flagsOf(option)
            .map((flag) => quoted(`${name} ${flag}`))
            .join('|')}) ${offer(option.value)}; return ;;`,
        ],
  );
}

function valueOfArgument({ name, values: [first] }: CompletedCommand): readonly string[] {
  return first === undefined || first.kind === 'text' ? [] : [`      ${name}) ${offer(first)}; return ;;`];
}

function offer(value: CompletedValue): string {
  switch (value.kind) {
    case 'file':
      return '_holdpoint_files';
    case 'dir':
      return '_holdpoint_folders';
    case 'run':
      return '_holdpoint_words "$(_holdpoint_runs)"';
    case 'words':
      return `_holdpoint_words ${quoted(value.words.join(' '))}`;
    case 'text':
      return ':';
  }
}
