/** What this call of the command line writes into the log of the library that it works with. */
import { writeCrashReport } from '#adapters/log/crash-reports.ts';
import { createProgramLog, NO_LOG, type ProgramLog } from '#adapters/log/program-log.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { runtimeVersion } from '#adapters/system/runtime-version.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import type { LogEntry } from '#core/diagnostics/log-entry.ts';

const startedMs = performance.now();
let command = '';
let folder: string | null = null;
let log: ProgramLog = NO_LOG;

export const diary = {
  /** Name of the command, without what was given to it. */
  begin(name: string): void {
    command = name;
  },
  /** From here on there is a library to write about. */
  open(library: string): void {
    if (folder !== null) return;
    folder = library;
    log = createProgramLog(library, 'command');
    log.add({
      event: 'started',
      version: appVersion(),
      runtime: runtimeVersion(),
      platform: process.platform,
      command,
    });
  },
  add: (entry: LogEntry): void => log.add(entry),
  end: (exit: number): void =>
    log.add({ event: 'ended', exit, ms: Math.round(performance.now() - startedMs) }),
  /** An error that nobody expected. Gives the path of its report; null where there is no library to keep one. */
  crash(error: unknown): string | null {
    log.add({ event: 'fault', of: 'command', fault: faultOf(error) });
    if (folder === null) return null;
    const program = `Holdpoint ${appVersion()} on ${runtimeVersion()}, command ${command}`;
    return writeCrashReport(folder, { part: 'command', error, ended: null, program })?.path ?? null;
  },
};
