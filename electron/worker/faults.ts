/** What nobody expected: logged and reported, and the engine ends, since nothing is sure after it. The program starts it again. */
import { writeCrashReport } from '#adapters/log/crash-reports.ts';
import type { ProgramLog } from '#adapters/log/program-log.ts';
import { REPORTED_EXIT } from '#contract/wire.ts';
import { faultOf } from '#core/diagnostics/fault.ts';

export interface Watched {
  /** Folder of the library; null where there is no place for one. */
  readonly folder: string | null;
  readonly log: ProgramLog;
  /** Version and runtime. */
  readonly program: string;
}

export function watchFaults({ folder, log, program }: Watched): void {
  process.on('uncaughtException', (error: unknown) => {
    console.error(error);
    log.add({ event: 'fault', of: 'engine', fault: faultOf(error) });
    const report =
      folder === null ? null : writeCrashReport(folder, { part: 'engine', error, ended: null, program });
    process.exit(report === null ? 1 : REPORTED_EXIT);
  });
}
