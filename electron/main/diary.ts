/** The app's own log, and what is left of crashes: of a page, of the engine, and of this process. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { type CrashReport, writeCrashReport } from '#adapters/log/crash-reports.ts';
import { createProgramLog, logFolderOf, type ProgramLog } from '#adapters/log/program-log.ts';
import type { CrashedPart } from '#core/diagnostics/crash-report.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import type { LogEntry } from '#core/diagnostics/log-entry.ts';

export interface Diary {
  /** Folder of the library. */
  readonly folder: string;
  readonly log: ProgramLog;
  /** Leaves a report; null where none could be written. */
  crashed(crash: {
    readonly part: CrashedPart;
    readonly error: unknown;
    readonly ended: string | null;
  }): CrashReport | null;
  /** Somebody else has left the newest report. */
  left(report: CrashReport | null): void;
  /** The newest crash since this start, or of the one before; null where there is none. */
  newest(): CrashReport | null;
  /** The library is open: from here on an end without a word is noticed. */
  opened(): void;
  /** This start ends in order. */
  ended(): void;
}

/** Lies in the library's folder while the app is running: the next start finds it where this one was ended without a word. */
const SIGN = 'app-is-running';

/** `program`: version and runtime. */
export function createDiary(folder: string, program: string): Diary {
  const startedMs = performance.now();
  const log = createPatientLog(folder);
  let newest: CrashReport | null = null;

  const crashed: Diary['crashed'] = (crash) => {
    if (crash.error !== null) {
      const of = crash.part === 'start' ? 'app' : crash.part;
      log.add({ event: 'fault', of, fault: faultOf(crash.error) });
    }
    const report = writeCrashReport(folder, { ...crash, program });
    newest = report ?? newest;
    return report;
  };
  const since = signOf(folder);
  if (since !== null) {
    removeSign(folder);
    log.add({ event: 'endedUnseen', since });
    crashed({ part: 'start', error: null, ended: `without a word, some time after ${since}` });
  }
  return {
    folder,
    log,
    crashed,
    left: (report) => {
      newest = report ?? newest;
    },
    newest: () => newest,
    opened() {
      log.catchUp();
      setSign(folder);
    },
    ended() {
      log.add({ event: 'ended', exit: 0, ms: Math.round(performance.now() - startedMs) });
      removeSign(folder);
    },
  };
}

/** The folder of a new library is made by the engine: what comes before that is written once it is there. */
function createPatientLog(folder: string): ProgramLog & { catchUp(): void } {
  const log = createProgramLog(folder, 'app');
  const early: LogEntry[] = [];
  const catchUp = (): void => {
    if (existsSync(folder)) for (const entry of early.splice(0)) log.add(entry);
  };
  return {
    add(entry) {
      early.push(entry);
      catchUp();
    },
    catchUp,
  };
}

/** When the last start began, if it did not end in order. */
function signOf(folder: string): string | null {
  const path = join(logFolderOf(folder), SIGN);
  if (!existsSync(path)) return null;
  const text = readSign(path);
  return Number.isNaN(Date.parse(text)) ? 'an unknown time' : text;
}

/** Empty where it cannot be read. */
function readSign(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return '';
  }
}

/** One that cannot be removed is told of again. */
function removeSign(folder: string): void {
  try {
    rmSync(join(logFolderOf(folder), SIGN), { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Without a library there is nothing to write beside; one that cannot be written has no sign. */
function setSign(folder: string): void {
  try {
    if (existsSync(join(folder, 'library.db')) && !existsSync(join(logFolderOf(folder), SIGN)))
      writeWholeSync({
        path: join(logFolderOf(folder), SIGN),
        content: `${new Date().toISOString()}\n`,
        mode: 0o600,
      });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
