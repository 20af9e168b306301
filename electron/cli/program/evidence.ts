/** Commands for the one who looks back. */
import type { Command } from 'commander';
import { RUN_DOCUMENT_NAMES } from '#core/report/run-document.ts';
import { type Does, FORCE, OUT, oneOf, withPaper } from './shared-options.ts';

export function addEvidenceCommands(program: Command, does: Does): void {
  addReading(program, does);
  addComparisons(program, does);
}

function addReading(program: Command, does: Does): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .option('--release <id>', 'only runs of this release')
    .option('--json', 'print the list as JSON')
    .action(does(async () => (await import('../commands/history.ts')).runsCommand));
  program
    .command('show <run>')
    .description('show the state of a run')
    .option('--json', 'print the state as JSON')
    .action(does(async () => (await import('../commands/history.ts')).showCommand));
  program
    .command('log <run>')
    .description('print the output of a run')
    .option('--step <step>', 'only of this step')
    .option('--host <host>', 'only of this host')
    .option('--attempt <number>', 'this attempt instead of the last')
    .option('--raw', 'the stored bytes exactly; takes one step and host')
    .option('--stderr', 'with --raw, the error output')
    .option('--merged', 'the lines of all hosts in the order in which they came, each with its host')
    .option('--times', 'with --merged, when each line was stored')
    .action(does(async () => (await import('../commands/history.ts')).logCommand));
  program
    .command('events <run>')
    .description('print the chained events of a run')
    .option('--jsonl', 'one JSON document a line (the default)')
    .action(does(async () => (await import('../commands/history.ts')).eventsCommand));
  program
    .command('verify [run]')
    .description(
      'check that the evidence of the library, of a run, or of an evidence file is complete and unchanged',
    )
    .option('--code <code>', 'only look for the event whose code a report prints')
    .option('--json', 'print the findings as JSON')
    .action(does(async () => (await import('../commands/history.ts')).verifyCommand));
  withPaper(
    program
      .command('report <run>')
      .description('write the report of a run, or the sheet for a change of shift')
      .requiredOption(
        '--format <format>',
        'html, pdf, md, csv, or evidence: one file that checks itself in any browser',
      )
      .addOption(
        oneOf(
          '--document <document>',
          'all that was done and seen, or the sheet with which one shift hands the run to the next',
          RUN_DOCUMENT_NAMES,
        ).default('report'),
      )
      .requiredOption('-o, --out <file>', OUT)
      .option('--force', FORCE),
  ).action(does(async () => (await import('../commands/paper.ts')).reportCommand));
}

function addComparisons(program: Command, does: Does): void {
  program
    .command('compare <run> <other>')
    .description('compare two runs of one release')
    .option('--json', 'print the comparison as JSON')
    .action(does(async () => (await import('../commands/compare.ts')).compareCommand));
  program
    .command('baseline <run>')
    .description('make what the checks and probes of a run printed the baseline for drift')
    .option('--operator <person>', 'who decides')
    .option('--note <text>', 'why it is right')
    .action(does(async () => (await import('../commands/compare.ts')).baselineCommand));
  program
    .command('drift <run>')
    .description('compare what the checks and probes of a run printed with the baseline')
    .option('--against <run>', 'the run to compare with (default: the newest baseline before it)')
    .option('--json', 'print the comparison as JSON')
    .action(does(async () => (await import('../commands/compare.ts')).driftCommand));
}
