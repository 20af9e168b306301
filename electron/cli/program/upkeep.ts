/** Commands that look after the library itself. */
import type { Command } from 'commander';
import { backupCommand, backupsCommand, restoreCommand } from '../commands/backups.ts';
import type { Does } from './shared-options.ts';

export function addUpkeepCommands(program: Command, does: Does): void {
  program
    .command('backup')
    .description('back up the library, while it is in use')
    .option('--to <file>', 'the file to make, or a folder that takes it')
    .option('--json', 'print the result as JSON')
    .action(does(backupCommand));
  program
    .command('backups')
    .description('list the backups of the library, newest first')
    .option('--json', 'print the list as JSON')
    .action(does(backupsCommand));
  program
    .command('restore <backup>')
    .description("put a backup in the library's place")
    .option('--yes', 'replace the library without asking')
    .option('--json', 'print the result as JSON')
    .action(does(restoreCommand));
}
