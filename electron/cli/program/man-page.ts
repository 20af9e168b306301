/** The manual page, made from the tree of commands: `holdpoint man | man -l -`. */
import type { Command, Option } from 'commander';
import { EXIT } from '../failure.ts';
import { HELP_STYLE } from './help.ts';
import type { Does } from './shared-options.ts';

/** Adds `man`; call it last, since the page knows the commands that are there. */
export function addManPage(program: Command, does: Does): void {
  program
    .command('man')
    .description('print the manual page')
    .action(
      does(() => () => {
        process.stdout.write(manPage(program));
        return EXIT.ok;
      }),
    );
}

function manPage(program: Command): string {
  return [
    `.TH HOLDPOINT 1 "" "holdpoint ${escaped(program.version() ?? '')}" "Holdpoint"`,
    '.SH NAME',
    'holdpoint \\- carry out release runbooks over SSH, back them out, and keep the evidence',
    '.SH SYNOPSIS',
    '.B holdpoint',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    escaped(program.description()),
    '.SH COMMANDS',
    ...program.commands.flatMap(commandLines),
    '.SH FILES',
    '.TP',
    '.I ~/.local/share/holdpoint',
    'The library: releases, runs and their evidence. Another folder is named by \\-\\-data or HOLDPOINT_DATA.',
    '.SH SEE ALSO',
    '.B holdpoint help',
    '.I command',
    '',
  ].join('\n');
}

function commandLines(command: Command): string[] {
  return [
    `.SS ${escaped(HELP_STYLE.subcommandTerm?.(command) ?? command.name())}`,
    `${escaped(sentence(command.description()))}`,
    ...command.options.filter(({ hidden }) => !hidden).flatMap(optionLines),
  ];
}

function optionLines(option: Option): string[] {
  const words = HELP_STYLE.optionDescription?.(option) ?? option.description;
  return ['.TP', `.B ${escaped(option.flags)}`, escaped(words)];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Text that troff takes as it stands. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
