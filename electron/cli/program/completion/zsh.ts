import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedValue,
  flagsOf,
  LIST_RUNS,
  quoted,
} from './model.ts';

/** The script that zsh reads: a file `_holdpoint` on its `fpath`, or `source <(holdpoint completion zsh)`. */
export function completeInZsh(commands: readonly CompletedCommand[]): string {
  return `#compdef holdpoint
# zsh completion of holdpoint
_holdpoint_runs() { local -a runs; runs=(\${(f)"$(${LIST_RUNS})"}); compadd -V runs -a runs; }
_holdpoint() {
  local context state line curcontext="$curcontext"
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
    'help:show the help of a command'
  )
  _arguments -C '--data[the library'\\''s folder]:dir:_files -/' '--help[show the help]' '--version[show the version]' \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${commands.map(argumentsOf).join('\n')}
        help) _describe command commands ;;
      esac ;;
  esac
}
if [[ $funcstack[1] == _holdpoint ]]; then _holdpoint "$@"; else compdef _holdpoint holdpoint; fi
`;
}

function argumentsOf({ name, values, options }: CompletedCommand): string {
  const specs = [
    ...values.map((value, at) => quoted(`${at + 1}:${value.name}:${action(value)}`)),
    ...options.flatMap(specsOf),
    quoted('--help[show the help]'),
  ];
  return `        ${name}) _arguments -s ${specs.join(' ')} ;;`;
}

/** An option with a short form has a line for each: only one of them is offered. */
function specsOf(option: CompletedOption): readonly string[] {
  const { long, short, description, repeats, value } = option;
  const said = `[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]`;
  const takes = value === null ? '' : `:${value.name.replaceAll(':', ' ')}:${action(value)}`;
  if (short === null) return [quoted(`${repeats ? '*' : ''}${long}${said}${takes}`)];
  return flagsOf(option).map((flag) => quoted(`(${long} ${short})${flag}${said}${takes}`));
}

function action(value: CompletedValue): string {
  switch (value.kind) {
    case 'file':
      return '_files';
    case 'dir':
      return '_files -/';
    case 'run':
      return '_holdpoint_runs';
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'text':
      return '';
  }
}
