import { Argument, type Command } from 'commander';
import { BUNDLE_ACTIONS } from './actions.ts';
import { collect } from './collect.ts';
import { type Does, FORCE, JSON_RESULT, KEY_PASSPHRASE } from './shared-options.ts';

/** A release on its way to a workstation without a network. */
export function addBundleCommand(program: Command, does: Does): void {
  program
    .command('bundle')
    .addArgument(new Argument('<action>', 'what is done').choices(BUNDLE_ACTIONS))
    .argument('<file>', 'a bundle; make: a release of the library, or a release file')
    .description(
      'move a release to a workstation without a network as one signed file: make, sign, show, verify and import it',
    )
    .option('-o, --out <file>', 'make and sign: the file to write')
    .option('--force', FORCE)
    .option(
      '--with <what>',
      'make: host-keys, approvals, or a run with its evidence; may be repeated',
      collect,
    )
    .option(
      '--sign <key>',
      'make and sign: the key that signs it, by its name or id, or as a secret key file',
    )
    .option('--passphrase <source>', KEY_PASSPHRASE)
    .option('--expires <duration>', 'make: for how long it can be imported (default: without end)')
    .option('--operator <person>', 'import: in whose name (default: your account)')
    .option('--replace', 'import: also in the place of a text that it was not made from, which is kept')
    .option('--yes', 'import: without asking')
    .option('--receipt <file>', 'import: the receipt to write, which can travel back')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/bundle.ts')).bundleCommand));
}
