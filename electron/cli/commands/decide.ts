/** What a person does to a run that no program carries out: stopping it, and entering what was done from paper. */
import { userInfo } from 'node:os';
import { createClock } from '#adapters/system/clock.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { endOpenRun } from '#desk/backout-desk.ts';
import { enterOnPaper } from '#desk/paper-entry.ts';
import { createRunMaker } from '#desk/run-maker.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { withLibrary } from '../session.ts';
import { mustOpen } from './history.ts';

export interface StopOptions extends PlaceOptions {
  readonly data?: string;
  readonly operator?: string;
  readonly note?: string;
}

/** Ends a run that waits or was broken off; what still runs on its hosts is ended and seen to be gone. */
export function stopCommand(name: string, options: StopOptions): Promise<number> {
  const run = name as RunId;
  return withLibrary(options.data, async (library) => {
    const { state } = mustOpen(library, run);
    if (state.outcome !== null) throw new CliFailure('ended', `${run} is at its end: ${state.outcome}`);
    const folder = library.getRelease(state.header.releaseId)?.folder ?? process.cwd();
    const { maker, transport } = createRunMaker(library, folder, readPlaces(options));
    try {
      const by = options.operator ?? userInfo().username;
      const refusal = await endOpenRun({ maker, run }, by, options.note ?? null);
      if (refusal) throw new CliFailure(refusal.error.code, refusal.error.message, EXIT.failed);
    } finally {
      await transport.close();
    }
    const after = mustOpen(library, run).state;
    process.stdout.write(`${run}: ${after.outcome}\n`);
    return EXIT.ok;
  });
}

export interface EnterOptions {
  readonly data?: string;
  readonly step: string;
  readonly host?: string;
  readonly outcome: 'done' | 'failed';
  readonly by: string;
  readonly at: string;
  readonly note?: string;
}

/** Puts down what was done from the printed runbook, into a run that nobody carries out at the moment. */
export function enterCommand(run: string, options: EnterOptions): Promise<number> {
  return withLibrary(options.data, (library) => {
    mustOpen(library, run);
    const unit = { step: options.step as StepId, host: (options.host ?? null) as HostName | null };
    const refusal = enterOnPaper({ library, clock: createClock() }, run as RunId, {
      ...unit,
      outcome: options.outcome === 'done' ? 'ok' : 'failed',
      by: options.by,
      doneAt: options.at,
      note: options.note ?? null,
    });
    if (refusal !== null) throw new CliFailure('refused', refusal);
    process.stdout.write(`${unitKey(unit)} is entered as ${options.outcome} on paper by ${options.by}\n`);
    return EXIT.ok;
  });
}
