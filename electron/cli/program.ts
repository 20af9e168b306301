/** The commands and their help. Each command's work is in a file of its own. */
import { Command, CommanderError, Option } from 'commander';
import { appVersion } from '#adapters/system/versions.ts';
import { backoutCommand } from './commands/backout.ts';
import { compareCommand, driftCommand, keepCommand } from './commands/compare.ts';
import { bringBackCommand, enterCommand, excludeCommand, stopCommand } from './commands/decide.ts';
import { eventsCommand, logCommand, runsCommand, showCommand, verifyCommand } from './commands/history.ts';
import { leftoversCommand } from './commands/leftovers.ts';
import { lintCommand } from './commands/lint.ts';
import { exportCommand, importCommand, reportCommand } from './commands/paper.ts';
import { planCommand } from './commands/plan.ts';
import { practiceCommand } from './commands/practice.ts';
import { resumeCommand } from './commands/resume.ts';
import { runCommand } from './commands/run.ts';
import { CliFailure, EXIT } from './failure.ts';
import { collect, RUN_PLACES } from './options.ts';

export interface Program {
  /** Carries out one command line; gives its exit code. */
  run(words: readonly string[]): Promise<number>;
}

export function createProgram(): Program {
  let exit: number = EXIT.ok;
  const program = new Command('holdpoint')
    .description('Runs releases over SSH by their runbook, with their backout and the evidence.')
    .version(appVersion())
    .addOption(new Option('--data <dir>', "the library's folder").env('HOLDPOINT_DATA'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showHelpAfterError(false);
  const done =
    (work: (...words: never[]) => Promise<number> | number) =>
    async (...words: unknown[]) => {
      const called = words.at(-1) as Command;
      if (program.getOptionValueSource('data') === 'cli' && program.getOptionValue('data') === '')
        throw new CliFailure('usage', '--data needs the name of a folder');
      exit = await work(...([...words.slice(0, -2), called.optsWithGlobals()] as never[]));
    };
  addReleaseCommands(program, done);
  addRunCommands(program, done);
  addDecisionCommands(program, done);
  addHistoryCommands(program, done);
  addComparisons(program, done);
  return {
    async run(words) {
      try {
        await program.parseAsync(words, { from: 'user' });
        return exit;
      } catch (error) {
        if (error instanceof CommanderError) return endOfCommander(error, program);
        throw error;
      }
    },
  };
}

type Done = (work: (...words: never[]) => Promise<number> | number) => (...words: unknown[]) => Promise<void>;

/** `--data` may stand before or after the command. */
function command(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .addOption(new Option('--data <dir>', "the library's folder").env('HOLDPOINT_DATA'))
    .configureOutput({ writeErr: () => undefined });
}

const TAKE_OVER = 'take hosts that another workstation or run holds; see first that nobody works there';

const OUT = 'the file to write; - for standard output';
const FORCE = 'replace a file that exists';

/** For every command that logs in to hosts. */
function withLogins(built: Command): Command {
  for (const [flags, text] of RUN_PLACES) built.option(flags, text, collect);
  return built.option(
    '--connect-timeout <duration>',
    'how long each part of connecting to a host may take, for slow hosts (10s to answer, 30s to greet, 1m to log in)',
  );
}

function withPlaces(built: Command): Command {
  return withLogins(built)
    .option('--answers <file>', 'YAML file that answers the questions of the run')
    .addOption(new Option('--on-failure <what>', 'what to do when a step asks').choices(['stop', 'continue']))
    .option('--operator <person>', 'who runs this')
    .option(
      '--take-over',
      'take hosts that another workstation or run holds; see first that nobody works there',
    )
    .option(
      '--acknowledge-loss <note>',
      'say what was found on the hosts of a run of which something is missing here',
    )
    .option(
      '--wait-for-hosts <duration>',
      'how long to wait for hosts that another run or workstation holds, instead of being refused at once',
    )
    .option(
      '--reconnect <duration>',
      'how long a host that is out of reach is looked for, within a step and before it (1m)',
    )
    .option('--quiet-after <duration>', 'after how long the silence of a step is told (5m)')
    .option('--json', 'print the result as one JSON document')
    .option('--jsonl', 'print the events as they happen, one JSON document a line');
}

function addReleaseCommands(program: Command, done: Done): void {
  command(program, 'lint <file>', 'check a release file')
    .option('--json', 'print the problems as JSON')
    .action(done(lintCommand));
  command(program, 'plan <file>', 'show what would be done, in order')
    .requiredOption('--env <environment>', 'the environment')
    .option('--plan <plan>', 'infrastructure, deployment, verification or backout', 'deployment')
    .option('--limit <selector>', 'only these hosts')
    .option('--var <name=value>', 'a value for this run', collect)
    .option('--json', 'print the plan as JSON')
    .action(done(planCommand));
  command(program, 'import <file>', 'put a release file into the library')
    .option('--replace', 'save it as the newest text of a release that is there')
    .option('--as <id>', 'put it in as a release of its own, under this id')
    .option('--json', 'print the result as JSON')
    .action(done(importCommand));
  command(program, 'export <release>', 'write a release as text, paper or table')
    .requiredOption('--format <format>', 'yaml, md, html, pdf or csv')
    .requiredOption('-o, --out <file>', OUT)
    .option('--env <environment>', 'the environment whose hosts are printed')
    .option('--force', FORCE)
    .action(done(exportCommand));
}

function addRunCommands(program: Command, done: Done): void {
  withPlaces(command(program, 'run <file>', 'run a plan of a release'))
    .requiredOption('--env <environment>', 'the environment')
    .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
    .addOption(new Option('--mode <mode>', 'how').choices(['live', 'rehearsal', 'check']).default('live'))
    .option('--limit <selector>', 'only these hosts')
    .option('--var <name=value>', 'a value for this run', collect)
    .option(
      '--failed-of <run>',
      'only the hosts on which that run failed, or that it left out or did not reach',
    )
    .option('--force', 'rehearse on a production environment')
    .action(done(runCommand));
  withPlaces(command(program, 'backout <run>', 'undo what a run did, newest first'))
    .option('--dry-run', 'show what would be undone, and do nothing')
    .option('--limit <selector>', 'only these hosts')
    .option('--past-no-return <step>', 'back out over this point of no return', collect)
    .option('--under <run>', 'back out although this newer run is still in place', collect)
    .option('--undo-again <step@host>', 'undo this again, whose undo was begun before', collect)
    .action(done(backoutCommand));
  withPlaces(
    command(program, 'resume <run>', 'take up a run that waits for a person or was broken off'),
  ).action(done(resumeCommand));
  command(program, 'practice', 'start practice hosts on this workstation, until interrupted')
    .option('--dir <dir>', 'where the sample release and the hosts are put', 'holdpoint-practice')
    .action(done(practiceCommand));
}

/** What a person does to a run that nobody carries out, and to what runs leave behind. */
function addDecisionCommands(program: Command, done: Done): void {
  const stop = command(
    program,
    'stop <run>',
    'end a run that waits or was broken off, and all that still runs of it',
  );
  withLogins(stop)
    .option('--operator <person>', 'who decides it')
    .option('--note <text>', 'why')
    .option('--take-over', TAKE_OVER)
    .action(done(stopCommand));
  command(program, 'enter <run>', 'put down a step that was done from paper')
    .requiredOption('--step <step>', 'the step')
    .option('--host <host>', 'the host')
    .addOption(new Option('--outcome <what>', 'what it came to').choices(['done', 'failed']).default('done'))
    .requiredOption('--by <person>', 'who did it')
    .requiredOption('--at <time>', 'when it was done, such as 2026-11-21T03:40:00+01:00')
    .option('--note <text>', 'what is to be known of it')
    .action(done(enterCommand));
  for (const [usage, description, work] of [
    ['exclude <run> <host>', 'leave a host out of a run that waits or was broken off', excludeCommand],
    ['bring-back <run> <host>', 'take an excluded host in again', bringBackCommand],
  ] as const)
    command(program, usage, description)
      .option('--operator <person>', 'who decides it')
      .option('--note <text>', 'why')
      .action(done(work));
  const leftovers = command(
    program,
    'leftovers <file>',
    'list what runs have left on the hosts of a release',
  );
  withLogins(leftovers)
    .requiredOption('--env <environment>', 'the environment')
    .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
    .option('--limit <selector>', 'only these hosts')
    .option('--var <name=value>', 'a value', collect)
    .option('--clean', 'remove what no open run needs and nothing alive belongs to')
    .option('--json', 'print as JSON')
    .action(done(leftoversCommand));
}

function addHistoryCommands(program: Command, done: Done): void {
  command(program, 'runs', 'list the runs, newest first')
    .option('--release <id>', 'only of this release')
    .option('--json', 'print as JSON')
    .action(done(runsCommand));
  command(program, 'show <run>', 'the state of a run')
    .option('--json', 'print as JSON')
    .action(done(showCommand));
  command(program, 'log <run>', 'the output of a run')
    .option('--step <step>', 'only of this step')
    .option('--host <host>', 'only of this host')
    .option('--attempt <number>', 'this attempt instead of the last')
    .option('--raw', 'the stored bytes exactly; names one step and host')
    .option('--stderr', 'with --raw, the error output')
    .action(done(logCommand));
  command(program, 'events <run>', 'the chained events of a run')
    .option('--jsonl', 'one JSON document a line (the default)')
    .action(done(eventsCommand));
  command(program, 'verify [run]', 'check that the evidence is whole and unchanged')
    .option('--code <code>', 'only look for the event whose code a report prints')
    .option('--json', 'print as JSON')
    .action(done(verifyCommand));
  command(program, 'report <run>', 'write the report of a run')
    .requiredOption('--format <format>', 'html, pdf, md or csv')
    .requiredOption('-o, --out <file>', OUT)
    .option('--force', FORCE)
    .action(done(reportCommand));
}

function addComparisons(program: Command, done: Done): void {
  command(program, 'compare <run> <other>', 'hold two runs of one release against each other')
    .option('--json', 'print as JSON')
    .action(done(compareCommand));
  command(program, 'keep <run>', 'keep the answers of a run, for drift to be found by')
    .option('--operator <person>', 'who keeps them')
    .option('--note <text>', 'why they are right')
    .action(done(keepCommand));
  command(program, 'drift <run>', 'hold the answers of a run against those that were kept')
    .option('--against <run>', 'the run to hold them against; the newest kept before it unless said')
    .option('--json', 'print as JSON')
    .action(done(driftCommand));
}

function endOfCommander(error: CommanderError, program: Command): number {
  if (error.exitCode === 0) return EXIT.ok;
  if (error.code === 'commander.help') {
    process.stdout.write(program.helpInformation());
    return EXIT.usage;
  }
  process.stderr.write(`error: usage: ${error.message.replace(/^error: /, '')}; see holdpoint --help\n`);
  return EXIT.usage;
}
