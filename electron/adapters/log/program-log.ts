/** Writes the program's own log into `logs/` of a library's folder: one file for each part of the program, which gives way by size. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DISK } from '#adapters/files/held.ts';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import {
  formatLogEntry,
  isLogged,
  LOG_LEVELS,
  LOG_PARTS,
  type LogEntry,
  type LogLevel,
  type LogLine,
  type LogPart,
  levelOf,
  parseLog,
} from '#core/diagnostics/log-entry.ts';

export interface ProgramLog {
  /** Never throws: a log that cannot be written keeps nothing from being done. */
  add(entry: LogEntry): void;
}

/** So large a file gives way to a new one; two of those before it stay. All parts together take nine times this at most. */
export const MOST_LOG_BYTES = 1024 * 1024;
const OLDER = 2;
/** The level is looked up again after so long. */
const LEVEL_MS = 1000;

export function logFolderOf(library: string): string {
  return join(library, 'logs');
}

/** A log of nothing, for what has no library. */
export const NO_LOG: ProgramLog = { add: () => undefined };

/** `library`: its folder, which has to be there. */
export function createProgramLog(library: string, part: LogPart): ProgramLog {
  const folder = logFolderOf(library);
  const path = join(folder, `${part}.log`);
  let level: LogLevel = 'info';
  let lookedAt = Number.NEGATIVE_INFINITY;
  const wanted = (): LogLevel => {
    const now = performance.now();
    if (now - lookedAt > LEVEL_MS) level = readLogLevel(library);
    if (now - lookedAt > LEVEL_MS) lookedAt = now;
    return level;
  };
  return {
    add(entry) {
      try {
        if (!isLogged(levelOf(entry), wanted()) || !existsSync(library)) return;
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const line = `${formatLogEntry(entry, { at: new Date().toISOString(), part, pid: process.pid })}\n`;
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) + line.length > MOST_LOG_BYTES)
          rotate(path);
        appendFileSync(path, line, { mode: 0o600 });
      } catch {
        // The next line may find room again; nothing else is to fail for want of a log.
      }
    },
  };
}

/** `app.log` becomes `app.1.log`, that becomes `app.2.log`, and what was that is gone. */
function rotate(path: string): void {
  const older = (number: number): string => (number === 0 ? path : path.replace(/\.log$/, `.${number}.log`));
  for (let number = OLDER; number > 0; number -= 1)
    if (existsSync(older(number - 1))) DISK.renameSync(older(number - 1), older(number));
}

export function readLogLevel(library: string): LogLevel {
  const found = readText(join(logFolderOf(library), 'level'))?.trim();
  return LOG_LEVELS.find((level) => level === found) ?? 'info';
}

/** Throws what the file system refuses. */
export function writeLogLevel(library: string, level: LogLevel): void {
  mkdirSync(logFolderOf(library), { recursive: true, mode: 0o700 });
  writeWholeSync({ path: join(logFolderOf(library), 'level'), content: `${level}\n`, mode: 0o600 });
}

/** Lines of all parts in the order of their times, the newest `most` of them. */
export function readLog(library: string, most: number): readonly LogLine[] {
  const files = LOG_PARTS.flatMap((part) =>
    [`${part}.2.log`, `${part}.1.log`, `${part}.log`].map((name) => join(logFolderOf(library), name)),
  );
  return files
    .flatMap((path) => parseLog(readText(path) ?? ''))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-most);
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
