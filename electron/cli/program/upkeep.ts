/** Commands that look after the library itself. */
import { Argument, type Command } from 'commander';
import { MAIL_ENCRYPTION } from '#core/communication/mail-settings.ts';
import { LOG_LEVELS } from '#core/diagnostics/log-entry.ts';
import { KEY_ACTIONS, VAULT_ACTIONS } from './actions.ts';
import { collect } from './collect.ts';
import {
  type Does,
  FORCE,
  JSON_RESULT,
  KEY_PASSPHRASE,
  OUT,
  oneOf,
  VAULT_PASSPHRASE,
} from './shared-options.ts';

export function addUpkeepCommands(program: Command, does: Does): void {
  program
    .command('backup')
    .description('back up the library, while it is in use')
    .option('--to <file>', 'the file to make, or a folder that takes it')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/backups.ts')).backupCommand));
  program
    .command('backups')
    .description('list the backups of the library, newest first; set when they are made and which stay')
    .addOption(oneOf('--after-runs <whether>', 'make one when a run has ended', ['on', 'off']))
    .option('--every <hours>', 'after runs, make one at most once in this many hours')
    .option('--keep <number>', 'how many of the newest stay')
    .option('--keep-days <days>', 'for how many days the newest of each day stays')
    .option('--folder <dir>', 'where new backups go')
    .option('--no-folder', "new backups go to the library's folder")
    .option('--json', 'print rules and list as JSON')
    .action(does(async () => (await import('../commands/backups.ts')).backupsCommand));
  program
    .command('restore <backup>')
    .description('replace the library by a backup; what it was is kept')
    .option('--yes', 'replace the library without asking')
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/backups.ts')).restoreCommand));
  program
    .command('libraries')
    .description('list the libraries that the app has opened on this workstation, the one opened last first')
    .option(
      '--forget <library>',
      'take a library off the list, by its name or folder, which stays as it is; may be repeated',
      collect,
    )
    .option('--json', 'print the list as JSON')
    .action(does(async () => (await import('../commands/libraries.ts')).librariesCommand));
  program
    .command('vault')
    .addArgument(new Argument('<action>', 'what is done').choices(VAULT_ACTIONS))
    .argument('[entry]', 'the entry that is added or removed')
    .description('keep passwords and secrets in a file under a passphrase')
    .option('--vault-passphrase <source>', VAULT_PASSPHRASE)
    .option('--new-passphrase <source>', 'with passphrase: where the new one is, in the same forms')
    .option('--json', 'with list, print the names as JSON')
    .action(does(async () => (await import('../commands/vault.ts')).vaultCommand));
  addCredentialCommand(program, does);
  addMailCommand(program, does);
  addKeyCommand(program, does);
  program
    .command('doctor')
    .description('look over the program, the library and this workstation')
    .option('--save <file>', 'write all of it, logs and crash reports to one file; - for standard output')
    .option('--force', FORCE)
    .addOption(oneOf('--log-level <level>', "how much the program's own log records from now on", LOG_LEVELS))
    .option('--json', 'print the findings as JSON')
    .action(does(async () => (await import('../commands/doctor.ts')).doctorCommand));
}

function addCredentialCommand(program: Command, does: Does): void {
  program
    .command('credential')
    .argument('[name]', 'the name of the credential in releases')
    .argument(
      '[source]',
      'agent, key:PATH, or password- with env:VAR, file:PATH, vault:ENTRY, command:WORDS or ask',
    )
    .description('list where credentials are found here, set one, or take one away')
    .option('--key-passphrase <source>', KEY_PASSPHRASE)
    .option('--remove', 'take it away')
    .option('--json', 'print the list as JSON')
    .action(does(async () => (await import('../commands/credential.ts')).credentialCommand));
}

function addMailCommand(program: Command, does: Does): void {
  program
    .command('mail')
    .description('show or set the mail server by which messages are sent')
    .option('--server <host[:port]>', 'the server')
    .addOption(oneOf('--encryption <how>', 'how it is encrypted (default: starttls)', MAIL_ENCRYPTION))
    .option('--from <address>', 'who messages are from')
    .option('--user <name>', 'whom the server knows (default: it asks for no login)')
    .option(
      '--credential <name>',
      'the credential that holds the password (default: the one of the name of the user)',
    )
    .option('--certificates <file>', 'certificates of authorities to trust besides the usual ones, in PEM')
    .option('--off', 'take the server away')
    .option('--test <address>', 'send a mail there, to try it out')
    .option('--json', 'print the settings as JSON')
    .action(does(async () => (await import('../commands/mail.ts')).mailCommand));
}

function addKeyCommand(program: Command, does: Does): void {
  program
    .command('key')
    .addArgument(new Argument('<action>', 'what is done').choices(KEY_ACTIONS))
    .argument(
      '[key]',
      'the name or id of a key; make: the name of its owner; trust: a public key or its file',
    )
    .description("make, show, trust and revoke the keys that people sign with, in minisign's format")
    .option('--name <owner>', 'with trust: whose key it is')
    .option('--words <words>', 'with trust: the words that its owner read out (default: a person is asked)')
    .option('--note <text>', 'with revoke: why the key is revoked')
    .option('--operator <person>', 'who makes, trusts or revokes it (default: your account)')
    .option('--passphrase <source>', KEY_PASSPHRASE)
    .option('-o, --out <file>', `with show: ${OUT}, as a public key file of minisign`)
    .option('--force', FORCE)
    .option(...JSON_RESULT)
    .action(does(async () => (await import('../commands/key.ts')).keyCommand));
}
