/** Commands for the one who carries a release out. */
import type { Command } from 'commander';
import { SEVERITIES } from '#core/run/defect.ts';
import { DEFAULT_MODE, MODES } from '#core/run/mode.ts';
import { collect } from './collect.ts';
import {
  type Does,
  FORCE,
  FROM,
  ONLY_HOSTS,
  oneOf,
  withLogins,
  withRunOptions,
  withTakeOver,
} from './shared-options.ts';

const STEP_BY_STEP = 'begin each step only when a person says yes';

export function addRunCommands(program: Command, does: Does): void {
  addStarts(program, does);
  addDecisions(program, does);
}

/** What starts a run or continues with one. */
function addStarts(program: Command, does: Does): void {
  withRunOptions(
    program
      .command('run <file>')
      .description('carry out a plan of a release')
      .requiredOption('--env <environment>', 'the environment')
      .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
      .addOption(
        oneOf('--mode <mode>', 'everything, a rehearsal, or checks only', MODES).default(DEFAULT_MODE),
      )
      .option('--limit <selector>', ONLY_HOSTS)
      .option('--var <name=value>', 'a value for this run; may be repeated', collect)
      .option('--failed-of <run>', 'only the hosts on which that run failed, or that it did not reach')
      .option('--force', 'rehearse on a production environment')
      .option('--step-by-step', STEP_BY_STEP)
      .option('--from <step>', FROM)
      .option('--because <reason>', 'with --from, why what comes before is left out; kept as evidence')
      .option(
        '--override <rule=reason>',
        'begin although this rule is not met, as gate names it; kept as evidence; may be repeated',
        collect,
      )
      .option('--override-by <person>', 'who decides that (default: the operator)')
      .option(
        '--confirm <words>',
        'the environment and the code of the revision, such as "production 4f2a-91c0", for a live run on production; asked for at a terminal',
      )
      .option('--dry-run', 'show what would be done, as plan does, and do nothing'),
  ).action(does(async () => (await import('../commands/run.ts')).runCommand));
  withRunOptions(
    program.command('resume <run>').description('continue with a run that waits or was interrupted'),
  ).action(does(async () => (await import('../commands/resume.ts')).resumeCommand));
  withRunOptions(
    program
      .command('backout <run>')
      .description('undo what a run did, newest first')
      .option('--dry-run', 'show what would be undone, and do nothing')
      .option('--limit <selector>', ONLY_HOSTS)
      .option('--step-by-step', STEP_BY_STEP)
      .option('--past-no-return <step>', 'back out over this point of no return; may be repeated', collect)
      .option('--under <run>', 'back out although this newer run is still in place; may be repeated', collect)
      .option(
        '--undo-again <step@host>',
        'undo this again, although its undo was begun before; may be repeated',
        collect,
      ),
  ).action(does(async () => (await import('../commands/backout.ts')).backoutCommand));
}

/** What a person decides about a run from outside of it. */
function addDecisions(program: Command, does: Does): void {
  withTakeOver(
    withLogins(
      withDecider(
        program
          .command('stop <run>')
          .description('end a run, wherever it is carried out, and all that still runs of it'),
      ),
    ),
  ).action(does(async () => (await import('../commands/decide.ts')).stopCommand));
  program
    .command('record <run>')
    .description('record a step that was done on paper')
    .requiredOption('--step <step>', 'the step')
    .option('--host <host>', 'the host')
    .addOption(oneOf('--outcome <outcome>', 'how it ended', ['done', 'failed']).default('done'))
    .requiredOption('--by <person>', 'who did it')
    .requiredOption('--at <time>', 'when it was done, such as 2026-11-21T03:40:00+01:00')
    .option('--note <text>', 'what else is worth knowing')
    .action(does(async () => (await import('../commands/decide.ts')).recordCommand));
  for (const [usage, description, load] of [
    [
      'pause <run>',
      'begin nothing new in a run that another program carries out',
      async () => (await import('../commands/pause.ts')).pauseCommand,
    ],
    [
      'continue <run>',
      'continue a paused run in the program that carries it out',
      async () => (await import('../commands/pause.ts')).continueCommand,
    ],
    [
      'exclude <run> <host>',
      'exclude a host from a run that waits or was interrupted',
      async () => (await import('../commands/decide.ts')).excludeCommand,
    ],
    [
      'include <run> <host>',
      'include an excluded host again',
      async () => (await import('../commands/decide.ts')).includeCommand,
    ],
  ] as const)
    withDecider(program.command(usage).description(description)).action(does(load));
  addEntries(program, does);
  addCloseOut(program, does);
  addHostCommands(program, does);
}

/** What is done with the hosts of a release beside a run: a new key, and what runs left there. */
function addHostCommands(program: Command, does: Does): void {
  withLogins(
    program
      .command('confirm-key <file> <host>')
      .description('take the new key of a host that a release announces (next_host_keys)')
      .requiredOption('--env <environment>', 'the environment')
      .requiredOption('--note <text>', 'why the new key is right; kept as evidence')
      .option('--operator <person>', 'who confirms it: id, name or login of a person of the release')
      .option(
        '--fingerprint <sha256>',
        'the new fingerprint as you got it another way, in place of a yes at the terminal',
      ),
  ).action(does(async () => (await import('../commands/confirm-key.ts')).confirmKeyCommand));
  withLogins(
    program
      .command('trust <file> <host>')
      .description('accept the key of a host that nobody here knows, by its fingerprint')
      .requiredOption('--env <environment>', 'the environment')
      .option('--operator <person>', 'who accepts it: id, name or login of a person of the release')
      .option(
        '--fingerprint <sha256>',
        'the fingerprint as you got it another way, in place of a yes at the terminal',
      ),
  ).action(does(async () => (await import('../commands/confirm-key.ts')).trustCommand));
  withLogins(
    program
      .command('leftovers <file>')
      .description('list, or remove, what runs have left on the hosts of a release')
      .requiredOption('--env <environment>', 'the environment')
      .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
      .option('--limit <selector>', ONLY_HOSTS)
      .option('--var <name=value>', 'a value; may be repeated', collect)
      .option('--clean', 'remove what no open run needs and no process uses')
      .option('--json', 'print the list as JSON'),
  ).action(does(async () => (await import('../commands/leftovers.ts')).leftoversCommand));
}

/** What people put down in a run, also after its end. */
function addEntries(program: Command, does: Does): void {
  program
    .command('defect <run> [text]')
    .description('log what is wrong in a run, close a defect, or list them; also after the end of the run')
    .addOption(oneOf('--severity <severity>', 'how bad it is', SEVERITIES))
    .option('--step <step>', 'the step that it is about')
    .option('--host <host>', 'the host that it is about')
    .option('--close <number>', 'close this defect instead')
    .option('--note <text>', 'with --close, how it was dealt with')
    .option('--operator <person>', 'who logs or closes it')
    .option('--json', 'print the list as JSON')
    .action(does(async () => (await import('../commands/defect.ts')).defectCommand));
  program
    .command('message <run> [message]')
    .description('show what a run tells people, send it by mail, and record who was told; also after its end')
    .option('--send', 'send it by the mail server of the library (holdpoint mail)')
    .option('--again', 'with --send, also where they were told, or may have been')
    .option('--told', 'record that a person told them')
    .option('--withhold', 'record that they are not told; --note says why')
    .option('--received', 'record that it arrived')
    .option('--not-received', 'record that it did not arrive')
    .option('--to <whom>', 'with --told and --received, whom; may be repeated', collect)
    .option(
      '--value <name=text>',
      'what it says for a value that the run does not know; may be repeated',
      collect,
    )
    .option('--note <text>', 'what else is to be recorded')
    .option('--eml <file>', 'save it for a mail program; - for standard output')
    .option('--force', FORCE)
    .option('--operator <person>', 'who sends it, or told them')
    .option('--json', 'print as JSON')
    .action(does(async () => (await import('../commands/message.ts')).messageCommand));
}

/** The end of a run. */
function addCloseOut(program: Command, does: Does): void {
  program
    .command('close <run>')
    .description('say that you are done with a run that has ended; asks for whatever is still open of it')
    .option('--accept <key=reason>', 'close it although this is open; may be repeated', collect)
    .option('--list', 'only list what is still open')
    .option('--note <text>', 'what else is to be recorded')
    .option('--operator <person>', 'who closes it')
    .option('--json', 'print as JSON')
    .action(does(async () => (await import('../commands/close.ts')).closeCommand));
}

function withDecider(command: Command): Command {
  return command.option('--operator <person>', 'who decides').option('--note <text>', 'why');
}
