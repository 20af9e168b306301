/** What became of the units that nobody was watching, as the page tells it. */

import type { UnitRef } from '#core/run/events.ts';
import { type FoundAs, type RecoveryLine, recoveryOf } from '#core/run/recovery.ts';
import { lastAttempt, unitOf } from '#core/run/state.ts';
import type { RunView } from '#core/run/view.ts';
import { describeFound, labelFound } from '#core/words/run/describe-found.ts';
import { type Heard, observedUntil } from '#run/live/heard.ts';
import { describeSettled } from '#run/unit/unit-words.ts';
import type { LookName } from '#ui/state/state-look.ts';

/** `not-looked`: nobody has looked yet. `settled`: it was unknown, and came to be known since. */
export type RecoveryState = FoundAs | 'not-looked' | 'settled';

export interface FoundLine {
  readonly unit: UnitRef;
  readonly found: RecoveryState;
  readonly state: LookName;
  readonly says: string;
  /** Until when it was watched, ISO 8601; null: it is watched again, or that is not known. */
  readonly seenUntil: string | null;
}

export interface FoundGroup {
  readonly found: RecoveryState;
  readonly lines: readonly FoundLine[];
}

/** First what a person has to think about, last what is well known. */
const ORDER: readonly RecoveryState[] = [
  'not-looked',
  'searching',
  'unknown',
  'running',
  'never-started',
  'settled',
  'adopted',
];

export function groupsOf(view: RunView, heard: Heard): readonly FoundGroup[] {
  const lines = linesOf(view, heard);
  return ORDER.map((found) => ({
    found,
    lines: lines.filter((line) => line.found === found),
  })).filter((group) => group.lines.length > 0);
}

function linesOf(view: RunView, heard: Heard): readonly FoundLine[] {
  if (view.leftRunning.length > 0) return view.leftRunning.map((unit) => notLooked(unit, view, heard));
  return recoveryOf(view.state).map((line) => foundLine(line, view, heard));
}

function notLooked(unit: UnitRef, { state }: RunView, heard: Heard): FoundLine {
  const known = unitOf(state, unit);
  return {
    unit,
    found: 'not-looked',
    state: 'unknown',
    says: 'May have run, in part or whole',
    seenUntil: known ? observedUntil(known, heard) : state.lastAt,
  };
}

function foundLine(line: RecoveryLine, { state }: RunView, heard: Heard): FoundLine {
  const { step, host, found } = line;
  const unit = { step, host };
  const known = unitOf(state, unit);
  const settled = (known && lastAttempt(known)?.settled) ?? null;
  return {
    unit,
    found: settled ? 'settled' : found,
    state: found === 'searching' ? 'reconnecting' : (known?.state ?? 'unknown'),
    says: settled ? describeSettled(settled) : describeFound(line),
    seenUntil: found === 'running' || !known ? null : observedUntil(known, heard),
  };
}

/** What each finding is called, and what it means for the person who reads it. */
export const FOUND: Readonly<
  Record<RecoveryState, { readonly title: string; readonly short: string; readonly means: string }>
> = {
  'not-looked': {
    title: 'Was running when Holdpoint closed',
    short: 'not checked yet',
    means: 'Their outcome was not observed. They may still be running.',
  },
  searching: {
    title: 'Reconnecting',
    short: labelFound('searching'),
    means: 'The host has not been reached yet. The step may be running there; Holdpoint keeps trying.',
  },
  unknown: {
    title: 'Unknown',
    short: labelFound('unknown'),
    means: 'May have run, in part or whole. After “Continue” you decide about each, one at a time.',
  },
  running: {
    title: 'Still running, followed again',
    short: labelFound('running'),
    means: 'Found on the host. The output continues where it was cut.',
  },
  'never-started': {
    title: 'Never started (confirmed on the host)',
    short: labelFound('never-started'),
    means: 'The host shows that it did not start and can no longer start. It runs after “Continue”.',
  },
  settled: {
    title: 'Was unknown, settled since',
    short: 'settled since',
    means: 'Found by a recheck, or settled by a person.',
  },
  adopted: {
    title: 'Ended while you were away',
    short: labelFound('adopted'),
    means: "The outcome is the one in the host's record, and counts.",
  },
};
