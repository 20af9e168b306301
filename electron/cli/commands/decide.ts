/** What a person does to a run that no program carries out: ending it, recording what was done on paper, leaving hosts out. */

import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { exclusion } from '#core/run/exclusion.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { AskedOfRun } from '#core/run/reasons.ts';
import { allUnits, unitKey } from '#core/run/state.ts';
import { runWord } from '#core/run/view.ts';
import { describeEnded } from '#core/words/run/describe-ended.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import { type Addition, addToInterruptedRun } from '#operations/add-to-interrupted-run.ts';
import { endOpenRun } from '#operations/end-open-run.ts';
import { LOOK_MS } from '#operations/heed-wishes.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { wish } from '#operations/wish-of-run.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { createHostsProgress } from '../hosts-progress.ts';
import { mustOpen, mustOpenSound } from '../opened-run.ts';
import { chooseOperator, mustBeListed } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { describeLeft } from '../run-words.ts';
import { withLibrary } from '../session.ts';
import { indent } from '../terminal.ts';

export interface StopOptions extends PlaceOptions {
  readonly data?: string;
  readonly operator?: string;
  readonly note?: string;
}

/**
 * Ends a run; what still runs on its hosts is ended and seen to be gone, or named. Where another program carries it out, that one does
 * it, and this one waits until it has.
 */
export function stopCommand(name: string, options: StopOptions): Promise<number> {
  const run = name as RunId;
  return withLibrary(options.data, async (library) => {
    const { state, carriedOut } = mustOpenSound(library, run);
    if (state.outcome !== null) {
      process.stdout.write(`${describeEnded(state.outcome)}\n`);
      return EXIT.ok;
    }
    if (carriedOut) {
      const by = await chooseOperator(state.header.people ?? [], options.operator);
      await stopElsewhere(library, run, { by, note: options.note ?? null });
      return tellStopped(library, run);
    }
    const folder = library.getRelease(state.header.releaseId)?.folder ?? process.cwd();
    const { setup, transport } = createRunSetup(
      library,
      folder,
      readPlaces(options, library.revisionText(state.header.revision)),
    );
    try {
      const by = await chooseOperator(state.header.people ?? [], options.operator);
      const progress = createHostsProgress(process.stderr, createClock());
      const onProgress = (_: RunId, seen: HostsProgress): void => progress.show(seen);
      const refusal = await endOpenRun({ setup, run, onProgress }, { by, note: options.note ?? null });
      progress.clear();
      if (refusal)
        throw refusalOf(refusal.error, refusal.error.code === 'unverified' ? EXIT.unverified : EXIT.failed);
    } finally {
      await transport.close();
    }
    return tellStopped(library, run);
  });
}

function tellStopped(library: Library, run: RunId): number {
  const after = mustOpen(library, run);
  const unknown = [...allUnits(after.state)].filter((unit) => unit.state === 'unknown');
  process.stdout.write(`${run}: ${runWord(after)}\n`);
  for (const unit of unknown)
    process.stderr.write(`note: unknown: ${unitKey(unit.ref)}: ${indent(describeWhy(unit.reason))}\n`);
  process.stderr.write(describeLeft(after.state));
  return unknown.length === 0 ? EXIT.ok : EXIT.unknown;
}

/** The program that carries the run out ends what is running there. */
async function stopElsewhere(library: Library, run: RunId, { by, note }: AskedOfRun): Promise<void> {
  const clock = createClock();
  const refusal = await wish({ library, clock, run }, { kind: 'stop', by, note });
  if (refusal !== null) throw refusalOf(refusal, refusal.code === 'no-reply' ? EXIT.failed : undefined);
  process.stderr.write('Stopping: the program that carries the run out ends what is running\n');
  while (mustOpen(library, run).state.outcome === null) {
    if (!library.isRunLocked(run))
      throw new CliFailure(
        'still-open',
        `the program that carried ${run} out has ended before the run had; holdpoint stop ${run} ends it`,
        EXIT.failed,
      );
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
  }
}

export interface RecordOptions {
  readonly data?: string;
  readonly step: string;
  readonly host?: string;
  readonly outcome: 'done' | 'failed';
  readonly by: string;
  readonly at: string;
  readonly note?: string;
}

/** Records what was done by the printed runbook in a run that nobody carries out at the moment. */
export function recordCommand(run: string, options: RecordOptions): Promise<number> {
  const { step, host, outcome, at, note } = options;
  const unit = { step: step as StepId, host: (host ?? null) as HostName | null };
  return put(run, options, async (people) => {
    const by = mustBeListed(people, options.by, '--by');
    const said = {
      outcome: outcome === 'done' ? 'ok' : 'failed',
      by,
      doneAt: at,
      note: note ?? null,
    } as const;
    return {
      words: `${unitKey(unit)} is recorded as ${outcome} on paper by ${by}`,
      addition: { type: 'unitRecorded', data: { ...unit, ...said } },
    };
  });
}

export interface HostOptions {
  readonly data?: string;
  readonly operator?: string;
  readonly note?: string;
}

/** The host takes no further step of the run. */
export function excludeCommand(run: string, host: string, options: HostOptions): Promise<number> {
  return put(run, options, async (people) => {
    const by = await chooseOperator(people, options.operator);
    return {
      words: `${host} takes no further step of ${run}`,
      addition: exclusion(host as HostName, by, options.note ?? null),
    };
  });
}

/** What the host missed is done, and what failed on it is tried again, once the run is resumed. */
export function includeCommand(run: string, host: string, options: HostOptions): Promise<number> {
  return put(run, options, async (people) => {
    const by = await chooseOperator(people, options.operator);
    return {
      words: `${host} is included in ${run} again; holdpoint resume ${run} does what it missed`,
      addition: { type: 'hostIncluded', data: { host: host as HostName, by, note: options.note ?? null } },
    };
  });
}

interface ConfirmedAddition {
  readonly words: string;
  readonly addition: Addition;
}

function put(
  run: string,
  options: { readonly data?: string },
  say: (people: readonly KnownPerson[]) => Promise<ConfirmedAddition>,
): Promise<number> {
  return withLibrary(options.data, async (library) => {
    const { words, addition } = await say(mustOpenSound(library, run).state.header.people ?? []);
    const refusal = addToInterruptedRun({ library, clock: createClock(), run: run as RunId }, addition);
    if (refusal !== null) throw refusalOf(refusal);
    process.stdout.write(`${indent(words)}\n`);
    return EXIT.ok;
  });
}
