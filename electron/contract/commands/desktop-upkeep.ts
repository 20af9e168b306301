/** The program's own log, reports of crashes, and backups, as far as they need the desktop. They work without the engine. */
import { z } from 'zod';
import type { CrashedPart } from '#core/diagnostics/crash-report.ts';
import { LOG_LEVELS, type LogLevel, type LogLine } from '#core/diagnostics/log-entry.ts';
import type { RestorePreview } from '#core/library/backup.ts';
import { command, id, nothing } from './fields.ts';
import type { RestoredNow } from './upkeep.ts';

export interface KeptCrash {
  readonly id: string;
  readonly part: CrashedPart;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly path: string;
}

export interface ProgramLogRead {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  readonly level: LogLevel;
  readonly folder: string;
}

export const DESKTOP_UPKEEP_COMMANDS = {
  'desktop.log': command(z.strictObject({ most: z.int().min(1).max(20_000) })).gives<ProgramLogRead>(),
  'desktop.setLogLevel': command(z.strictObject({ level: z.enum(LOG_LEVELS) })).gives<null>(),
  /** Opens the folder of the log in the system's file manager. */
  'desktop.showLogFolder': command(nothing).gives<null>(),
  'desktop.crashes': command(nothing).gives<readonly KeptCrash[]>(),
  'desktop.crash': command(z.strictObject({ id })).gives<{ readonly text: string }>(),
  /** The newest crash, once for each window; null where there is none or it was told here. */
  'desktop.takeCrash': command(nothing).gives<KeptCrash | null>(),
  /** An error in the page that nobody expected. The report keeps its kind and its places, not its words. */
  'desktop.reportFault': command(
    z.strictObject({
      name: z.string().max(200),
      message: z.string().max(10_000),
      stack: z.string().max(50_000),
    }),
  ).gives<KeptCrash | null>(),
  /** Saves what whoever looks into a fault needs, where the person says. */
  'desktop.saveDiagnostics': command(nothing).gives<{ readonly path: string } | null>(),
  /** Asks for a file and says what putting it back would bring; the file waits for `desktop.restoreBackup`. */
  'desktop.chooseBackup': command(nothing).gives<RestorePreview | null>(),
  /** Puts a backup in the library's place, by its id, or the file that was chosen (null), and starts the engine anew. */
  'desktop.restoreBackup': command(z.strictObject({ id: id.nullable() })).gives<RestoredNow>(),
  /** Asks for the folder that backups go to; null when the person closes the dialog. */
  'desktop.chooseBackupFolder': command(nothing).gives<{ readonly path: string } | null>(),
} as const;
