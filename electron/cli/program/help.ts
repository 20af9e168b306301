/** How help and usage errors read. */
import type { Argument, Command, CommanderError, Help, Option } from 'commander';
import { EXIT, oneLine } from '../failure.ts';

export const HELP_STYLE: Partial<Help> = {
  sortOptions: false,
  optionDescription(option: Option): string {
    const notes = [
      ...(option.mandatory ? ['required'] : []),
      ...(option.argChoices ? [option.argChoices.join(', ')] : []),
      ...(option.defaultValue === undefined ? [] : [`default: ${String(option.defaultValue)}`]),
      ...(option.envVar === undefined ? [] : [`or ${option.envVar}`]),
    ];
    return notes.length === 0 ? option.description : `${option.description} (${notes.join('; ')})`;
  },
  argumentDescription: ({ description, argChoices }: Argument) =>
    argChoices ? `${description} (${argChoices.join(', ')})` : description,
  subcommandTerm: (command: Command) =>
    [command.name(), ...command.registeredArguments.map(termOf)].join(' '),
};

function termOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Thrown where commander does not take a command line, or where it asked for help. */
export class UnreadWords extends Error {
  override readonly name = 'UnreadWords';
  readonly #error: CommanderError;
  readonly #called: Command;

  constructor(error: CommanderError, called: Command) {
    super(error.message, { cause: error });
    this.#error = error;
    this.#called = called;
  }

  /** Says what is wrong, and where to read what is right; gives the exit code. */
  end(): number {
    if (this.#error.exitCode === 0) return EXIT.ok;
    if (this.#error.code === 'commander.help') {
      process.stdout.write(this.#called.helpInformation());
      return EXIT.usage;
    }
    const message = oneLine(this.message.replace(/^error: /, '').replace('\n(', ' ('));
    process.stderr.write(`error: usage: ${message}; see ${helpOf(this.#called)}\n`);
    return EXIT.usage;
  }
}

/** The words that print the help of a command. */
function helpOf(command: Command): string {
  return command.parent === null
    ? `${command.name()} --help`
    : `${command.parent.name()} help ${command.name()}`;
}
