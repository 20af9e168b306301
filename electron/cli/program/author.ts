/** Commands for the one who writes a release. */
import { type Command, Option } from 'commander';
import { FAULT_KINDS } from '#core/drill/faults.ts';
import { TEMPLATE_IDS } from '#core/release/templates/templates.ts';
import { RELEASE_DOCUMENT_NAMES } from '#core/report/release-document.ts';
import { addBundleCommand } from './bundle.ts';
import { collect } from './collect.ts';
import { type Does, FORCE, FROM, JSON_RESULT, ONLY_HOSTS, OUT, oneOf, withPaper } from './shared-options.ts';

export function addAuthorCommands(program: Command, does: Does): void {
  program
    .command('lint <file>')
    .description('check a release file')
    .option('--json', 'print the problems as JSON')
    .action(does(async () => (await import('../commands/lint.ts')).lintCommand));
  program
    .command('schema')
    .description('print the JSON Schema of release files, for editors')
    .action(does(async () => (await import('../commands/schema.ts')).schemaCommand));
  program
    .command('plan <file>')
    .description('show what a run does, in order')
    .requiredOption('--env <environment>', 'the environment')
    .option('--plan <plan>', 'infrastructure, deployment, verification or backout', 'deployment')
    .option('--limit <selector>', ONLY_HOSTS)
    .option('--from <step>', FROM)
    .option('--var <name=value>', 'a value for this plan; may be repeated', collect)
    .option('--json', 'print the plan as JSON')
    .action(does(async () => (await import('../commands/plan.ts')).planCommand));
  addDrill(program, does);
  addGateCommands(program, does);
  addLibraryCommands(program, does);
  program
    .command('import-hosts <file> [hosts...]')
    .description(
      'add hosts of your ssh configuration, an inventory or a table to a release file; without names, list them',
    )
    .requiredOption('--env <environment>', 'the environment that gets them')
    .option('--ssh-config <file>', 'another file than ~/.ssh/config')
    .addOption(
      new Option('--from <file>', 'an inventory of Ansible (INI or YAML), or a table (CSV)').conflicts(
        'sshConfig',
      ),
    )
    .option('--all', 'add all of them')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/import-hosts.ts')).importHostsCommand));
  addHistoryCommands(program, does);
  withPaper(
    program
      .command('export <release>')
      .description(
        'write a release of the library, RELEASE@NUMBER of its history, or a FILE, as text, on paper or as a table',
      )
      .requiredOption(
        '--format <format>',
        'yaml, md, html, pdf, csv, or ics: the window as an entry for calendars',
      )
      .requiredOption('-o, --out <file>', OUT)
      .addOption(
        oneOf('--document <document>', 'what is printed (runbook if left out)', RELEASE_DOCUMENT_NAMES),
      )
      .option('--env <environment>', 'the environment whose hosts are printed')
      .option('--force', FORCE),
  ).action(does(async () => (await import('../commands/paper.ts')).exportCommand));
  addBundleCommand(program, does);
}

/** Whether a release may go. */
function addGateCommands(program: Command, does: Does): void {
  program
    .command('gate <file>')
    .description('say whether a live run may begin, and what holds it back')
    .requiredOption('--env <environment>', 'the environment')
    .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
    .option('--limit <selector>', ONLY_HOSTS)
    .option('--var <name=value>', 'a value for the plan; may be repeated', collect)
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/gate.ts')).gateCommand));
  program
    .command('approve <release>')
    .description('approve a release of the library, or a file, as it is worded now')
    .option('--operator <person>', 'who approves it: id, name or login of a person of the release')
    .option('--note <text>', 'what else is to be said')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/gate.ts')).approveCommand));
}

/** Releases that come into the library. */
function addLibraryCommands(program: Command, does: Does): void {
  program
    .command('new <id> <version>')
    .description('make a release in the library: empty, of a template, or from an earlier one')
    .option(
      '--name <product>',
      'what is released, as people call it (default: as the earlier one, or the id)',
    )
    .option('--from <release>', 'the release it begins with, without its window, approvals and hashes')
    .addOption(
      oneOf('--template <template>', 'the kind of release whose usual text it begins with', TEMPLATE_IDS),
    )
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/new-release.ts')).newCommand));
  program
    .command('import <file>')
    .description('import a release file, a runbook (.md) or a shell script (.sh) into the library')
    .option('--replace', 'save it as the newest text of the release with this id')
    .option('--as <id>', 'import it as a release of its own, under this id')
    .option('--name <product>', 'of a runbook or script: what is released (default: its title)')
    .option('--release-version <version>', 'of a runbook or script: the version that is released')
    .option('--on <selector>', 'of a runbook or script: the hosts of its commands')
    .option('--print', 'of a runbook or script: print it as a release, and import nothing')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/paper.ts')).importCommand));
}

function addDrill(program: Command, does: Does): void {
  withPaper(
    program
      .command('drill <file>')
      .description(
        'play a release on emulated hosts with faults, and print a score sheet; of many drills, what they say together',
      )
      .requiredOption('--env <environment>', 'the environment whose hosts are emulated')
      .option('--plan <plan>', 'infrastructure, deployment or verification', 'deployment')
      .option('--limit <selector>', ONLY_HOSTS)
      .option('--var <name=value>', 'a value for this drill; may be repeated', collect)
      .option('--seed <number>', 'decides faults and times; the same seed plays the same drill', '1')
      .option('--seeds <count>', 'plays so many drills, from --seed on', '1')
      .option(
        '--fault <fault>',
        `KIND, KIND@STEP or KIND@STEP@HOST, or none (default: drawn from the seed); may be repeated. A KIND is ${FAULT_KINDS.join(', ')}`,
        collect,
      )
      .option('--json', 'print the score sheet as JSON')
      .option('-o, --out <out>', OUT)
      .addOption(new Option('--format <format>', 'of the file').choices(['md', 'html']))
      .option('--force', FORCE),
  ).action(does(async () => (await import('../commands/drill.ts')).drillCommand));
}

/** The texts of a release that stay. */
function addHistoryCommands(program: Command, does: Does): void {
  program
    .command('history <release>')
    .description('list the revisions of a release that are kept')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/release-history.ts')).historyCommand));
  program
    .command('diff <older> [newer]')
    .description(
      'show how two texts of a release differ: RELEASE, RELEASE@NUMBER or a file; without the second, the text as it is now',
    )
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/release-history.ts')).diffCommand));
  program
    .command('keep-revision <release>')
    .description('keep the text as it is now in the history of its release')
    .requiredOption('--note <text>', 'why it is kept')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/release-history.ts')).keepRevisionCommand));
  program
    .command('restore-revision <release>')
    .description('go back to a revision, RELEASE@NUMBER; the text before is kept')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/release-history.ts')).restoreRevisionCommand));
}
