/** The tree of commands and their help. Each command's work is in a file of its own, under `commands`. */
import { Command } from 'commander';
import { libraryNamed } from '#adapters/system/known-libraries.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { diary } from '../diary.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { addAuthorCommands } from './author.ts';
import { addCompletion } from './completion.ts';
import { addEvidenceCommands } from './evidence.ts';
import { HELP_STYLE, UnreadWords } from './help.ts';
import { addManPage } from './man-page.ts';
import { addRunCommands } from './runs.ts';
import { type Does, dataOption } from './shared-options.ts';
import { addUpkeepCommands } from './upkeep.ts';

const MORE = 'More:';

export interface Program {
  /** Carries out one command line; gives its exit code. */
  run(words: readonly string[]): Promise<number>;
}

export function createProgram(): Program {
  let exit: number = EXIT.ok;
  const program = createTree((load) => async (...words: unknown[]) => {
    const called = words.at(-1) as Command;
    diary.begin(called.name());
    if (program.getOptionValueSource('data') === 'cli' && program.getOptionValue('data') === '')
      throw new CliFailure('usage', '--data needs the name of a folder');
    const options: { data?: string } = called.optsWithGlobals();
    const named = options.data === undefined ? null : libraryNamed(options.data);
    const work = await load();
    exit = await work(...([...words.slice(0, -2), named ? { ...options, data: named } : options] as never[]));
  });
  return {
    async run(words) {
      try {
        await program.parseAsync(words, { from: 'user' });
        return exit;
      } catch (error) {
        if (error instanceof UnreadWords) return error.end();
        throw error;
      }
    },
  };
}

function createTree(does: Does): Command {
  const program = new Command('holdpoint');
  program
    .description('Carries out release runbooks over SSH, backs them out, and keeps the evidence.')
    .version(appVersion())
    .addOption(dataOption())
    .exitOverride((error) => {
      throw new UnreadWords(error, program);
    })
    .configureHelp(HELP_STYLE)
    .configureOutput({ writeErr: () => undefined })
    .showHelpAfterError(false)
    .addHelpCommand(helpCommand());
  program.commandsGroup('Author a release:');
  addAuthorCommands(program, does);
  program.commandsGroup('Run it:');
  addRunCommands(program, does);
  program.commandsGroup('Look at the evidence:');
  addEvidenceCommands(program, does);
  program.commandsGroup('Look after the library:');
  addUpkeepCommands(program, does);
  program.commandsGroup(MORE);
  program
    .command('practice')
    .description('start practice hosts on this workstation, until interrupted')
    .option('--dir <dir>', 'where the sample release and the hosts are put', 'holdpoint-practice')
    .action(does(async () => (await import('../commands/practice.ts')).practiceCommand));
  addCompletion(program, does);
  addManPage(program, does);
  for (const command of program.commands)
    command.addOption(dataOption()).exitOverride((error) => {
      throw new UnreadWords(error, command);
    });
  return program;
}

function helpCommand(): Command {
  return new Command('help')
    .argument('[command]', 'the command')
    .description('show the help of a command')
    .helpGroup(MORE);
}
