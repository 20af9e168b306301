import { type CompletedCommand, type CompletedOption, type CompletedValue, LIST_RUNS } from './model.ts';

/** The script that fish reads: `holdpoint completion fish | source`. */
export function completeInFish(commands: readonly CompletedCommand[]): string {
  return `# fish completion of holdpoint
function __holdpoint_runs
  ${LIST_RUNS}
end
complete -c holdpoint -f
complete -c holdpoint -n __fish_use_subcommand -l version -d 'show the version'
complete -c holdpoint -l help -d 'show the help'
${commands.flatMap(linesOf).join('\n')}
complete -c holdpoint -n __fish_use_subcommand -a help -d 'show the help of a command'
complete -c holdpoint -n '__fish_seen_subcommand_from help' -a ${quoted(commands.map(({ name }) => name).join(' '))}
`;
}

function linesOf({ name, description, values: [first], options }: CompletedCommand): readonly string[] {
  const within = `complete -c holdpoint -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c holdpoint -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...(first === undefined || first.kind === 'text' ? [] : [`${within} ${offer(first)}`]),
    ...options.map(
      (option) => `${within} ${flagsOf(option)}${takes(option)} -d ${quoted(option.description)}`,
    ),
  ];
}

function flagsOf({ long, short }: CompletedOption): string {
  return `${short === null ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
}

function takes({ value }: CompletedOption): string {
  if (value === null) return '';
  if (value.kind === 'text') return ' -x';
  return `${value.kind === 'file' ? ' -r' : ' -x'} ${offer(value)}`;
}

function offer(value: CompletedValue): string {
  switch (value.kind) {
    case 'file':
      return '-F';
    case 'dir':
      return "-a '(__fish_complete_directories)'";
    case 'run':
      return "-a '(__holdpoint_runs)'";
    case 'words':
      return `-a ${quoted(value.words.join(' '))}`;
    case 'text':
      return '';
  }
}

/** Between single quotes, fish reads backslashes too. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
