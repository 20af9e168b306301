/** Completion scripts for bash, zsh and fish, made from the tree of commands, so that they offer what it takes. */
import { Argument, type Command, type Option } from 'commander';
import { EXIT } from '../failure.ts';
import { collect } from './collect.ts';
import { completeInBash } from './completion/bash.ts';
import { completeInFish } from './completion/fish.ts';
import type { CompletedCommand, CompletedValue } from './completion/model.ts';
import { completeInZsh } from './completion/zsh.ts';
import type { Does } from './shared-options.ts';

const SHELLS = { bash: completeInBash, zsh: completeInZsh, fish: completeInFish } as const;

/** Adds `completion SHELL`; call it last, since the script knows the commands that are there. */
export function addCompletion(program: Command, does: Does): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .description('print the completion script of a shell')
    .action(
      does(() => (shell: keyof typeof SHELLS) => {
        process.stdout.write(SHELLS[shell](program.commands.map(completed)));
        return EXIT.ok;
      }),
    );
}

function completed(command: Command): CompletedCommand {
  return {
    name: command.name(),
    description: command.description(),
    values: command.registeredArguments.map((argument) =>
      placeholderOf(argument.name(), argument.argChoices),
    ),
    options: command.options.filter(({ hidden }) => !hidden).map(optionOf),
  };
}

function optionOf(option: Option): CompletedCommand['options'][number] {
  const placeholder = /<(.+)>/.exec(option.flags)?.[1];
  return {
    long: option.long ?? '',
    short: option.short ?? null,
    description: option.description,
    repeats: option.parseArg === collect,
    value: placeholder === undefined ? null : placeholderOf(placeholder, option.argChoices),
  };
}

/** What may stand for a placeholder of the help. */
function placeholderOf(name: string, choices: readonly string[] | undefined): CompletedValue {
  if (choices) return { kind: 'words', name, words: choices };
  if (name === 'file' || name === 'dir' || name === 'run') return { kind: name, name };
  if (name === 'other') return { kind: 'run', name };
  if (name === 'backup') return { kind: 'file', name };
  return { kind: 'text', name };
}
