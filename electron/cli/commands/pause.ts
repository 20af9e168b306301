/** Pauses and continues a run that another terminal or window carries out. */
import { createClock } from '#adapters/system/clock.ts';
import type { RunId } from '#core/run/events.ts';
import { wish } from '#operations/wish-of-run.ts';
import { EXIT, refusalOf } from '../failure.ts';
import { mustOpenSound } from '../opened-run.ts';
import { chooseOperator } from '../operator.ts';
import { withLibrary } from '../session.ts';
import { safe } from '../terminal.ts';

export interface PauseOptions {
  readonly data?: string;
  readonly operator?: string;
  readonly note?: string;
}

/** Nothing new begins; what is running continues. */
export function pauseCommand(run: string, options: PauseOptions): Promise<number> {
  return ask(
    { run, kind: 'pause', done: `${run} is paused; to continue it: holdpoint continue ${run}` },
    options,
  );
}

export function continueCommand(run: string, options: PauseOptions): Promise<number> {
  return ask({ run, kind: 'continue', done: `${run} continues` }, options);
}

interface PauseWish {
  readonly run: string;
  readonly kind: 'pause' | 'continue';
  /** What is said once it is so. */
  readonly done: string;
}

function ask({ run, kind, done }: PauseWish, { data, operator, note }: PauseOptions): Promise<number> {
  return withLibrary(data, async (library) => {
    const { header } = mustOpenSound(library, run).state;
    const by = await chooseOperator(header.people ?? [], operator);
    const refusal = await wish(
      { library, clock: createClock(), run: run as RunId },
      { kind, by, note: note ?? null },
    );
    if (refusal !== null) throw refusalOf(refusal, refusal.code === 'no-reply' ? EXIT.failed : undefined);
    process.stdout.write(`${safe(done)}\n`);
    return EXIT.ok;
  });
}
