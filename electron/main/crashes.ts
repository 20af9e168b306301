/** Crashes of this process, of the engine and of a page: logged, reported, and told by the page. */
import { listCrashReports } from '#adapters/log/crash-reports.ts';
import { REPORTED_EXIT } from '#contract/wire.ts';
import type { Diary } from './diary.ts';

const SIGTERM = 15;

/** What nobody expected in this process is told, and the program goes on: runs are carried out elsewhere. */
export function watchFaults(diary: Diary, told: () => void): void {
  const caught = (error: unknown): void => {
    console.error(error);
    diary.crashed({ part: 'app', error, ended: null });
    told();
  };
  process.on('uncaughtException', caught);
  process.on('unhandledRejection', caught);
}

/** An engine that met an error has left its own report; of one that was killed there is only the exit code. */
export function noteEngineEnd(diary: Diary, exit: number, expected: boolean): void {
  diary.log.add({ event: 'engineEnded', exit, expected });
  if (expected) return;
  // It heeds that signal only while it starts; afterwards it waits for this process.
  if (exit === SIGTERM) return;
  if (exit === REPORTED_EXIT) diary.left(listCrashReports(diary.folder)[0] ?? null);
  else diary.crashed({ part: 'engine', error: null, ended: `exit code ${exit}` });
}

/** Signals by which a system, or somebody at it, ends a process; the session may be over, and no page has crashed. */
const TOLD_TO_END = [1, 2, SIGTERM];

export function notePageGone(diary: Diary, why: string, exit: number): void {
  diary.log.add({ event: 'pageGone', why, exit });
  if (why === 'killed' && TOLD_TO_END.includes(exit)) return;
  diary.crashed({ part: 'page', error: null, ended: `${why}, exit code ${exit}` });
}
