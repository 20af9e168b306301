import { listCrashReports, readCrashReport } from '#adapters/log/crash-reports.ts';
import { readLog, readLogLevel } from '#adapters/log/program-log.ts';
import type { Checked } from '#core/diagnostics/checked.ts';
import type { Diagnostics } from '#core/diagnostics/diagnostics-file.ts';
import { readBackupSettings } from '../backups/keep-backups.ts';
import type { ExaminedWorkstation } from './examine-workstation.ts';

const LOG_LINES = 20_000;

/** What stands besides in the folder of the library, put together with what the doctor found. */
export function gatherDiagnostics(
  { library, folder, now }: Pick<ExaminedWorkstation, 'library' | 'folder' | 'now'>,
  checked: readonly Checked[],
): Diagnostics {
  return {
    at: new Date(now).toISOString(),
    checked,
    settings: library !== null && 'close' in library ? settingsOf(library, folder) : [],
    crashes: listCrashReports(folder).flatMap(({ id }) => readCrashReport(folder, id) ?? []),
    log: readLog(folder, LOG_LINES).map(
      ({ at, level, part, pid, text }) => `${at} ${level.padEnd(5)} ${part} ${pid} ${text}`,
    ),
  };
}

type OpenLibrary = Extract<ExaminedWorkstation['library'], { close(): void }>;

function settingsOf(library: OpenLibrary, folder: string): Diagnostics['settings'] {
  const named = {
    settings: library.readSetting('settings'),
    backups: readBackupSettings(library),
    logLevel: readLogLevel(folder),
    // Where a secret is may say more than its owner wants to hand on.
    credentials: library.listCredentials().map(({ reference }) => reference.kind),
    secrets: library.listSecrets().map(({ reference }) => reference.kind),
    acceptedHostKeys: library.listAcceptedHostKeys().length,
  };
  return Object.entries(named).map(([name, value]) => ({ name, json: JSON.stringify(value) }));
}
