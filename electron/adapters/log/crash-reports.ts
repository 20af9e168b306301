/** Reports of crashes, in `logs/crashes/` of a library's folder: texts, of which the newest stay. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { writeWholeSync } from '#adapters/files/whole-file.ts';
import { type Crash, type CrashedPart, renderCrashReport } from '#core/diagnostics/crash-report.ts';
import { type Fault, faultOf } from '#core/diagnostics/fault.ts';
import { logFolderOf, readLog } from './program-log.ts';

export interface CrashReport {
  /** Name of the file without its ending. */
  readonly id: string;
  readonly part: CrashedPart;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly path: string;
}

const KEPT = 20;
const LOG_LINES = 60;
const NAME = /^crash-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)([\d.]+Z)-(app|engine|page|command|start)\.txt$/;

const folderOf = (library: string): string => join(logFolderOf(library), 'crashes');

export interface Crashed {
  readonly part: CrashedPart;
  /** What was caught; null where a process ended without a word. */
  readonly error: unknown;
  readonly ended: string | null;
  /** Version and runtime. */
  readonly program: string;
}

/** Gives the report; null where it could not be written, which must not become a second fault. */
export function writeCrashReport(
  library: string,
  { part, error, ended, program }: Crashed,
): CrashReport | null {
  try {
    const fault: Fault | null = error === null ? null : faultOf(error);
    const at = new Date().toISOString();
    const log = readLog(library, LOG_LINES).map(
      (line) => `${line.at} ${line.level} ${line.part} ${line.pid} ${line.text}`,
    );
    const crash: Crash = {
      part,
      at,
      ended,
      fault,
      program,
      platform: `${process.platform} ${release()} ${process.arch}`,
      log,
    };
    const id = `crash-${at.replaceAll(':', '')}-${part}`;
    mkdirSync(folderOf(library), { recursive: true, mode: 0o700 });
    const path = join(folderOf(library), `${id}.txt`);
    writeWholeSync({ path, content: renderCrashReport(crash), mode: 0o600 });
    for (const { path: old } of listCrashReports(library).slice(KEPT)) rmSync(old, { force: true });
    return { id, part, at, path };
  } catch {
    return null;
  }
}

/** Newest first. */
export function listCrashReports(library: string): readonly CrashReport[] {
  return namesIn(folderOf(library))
    .toSorted()
    .toReversed()
    .flatMap((name) => {
      const [, day, hour, minute, rest, part] = NAME.exec(name) ?? [];
      if (part === undefined) return [];
      const at = `${day}T${hour}:${minute}:${rest}`;
      return [{ id: name.slice(0, -4), part: part as CrashedPart, at, path: join(folderOf(library), name) }];
    });
}

/** The text of a report; null where it is not there any more. */
export function readCrashReport(library: string, id: string): string | null {
  const report = listCrashReports(library).find((each) => each.id === id);
  return report ? readFileSync(report.path, 'utf8') : null;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
