/** A run as it is shown: the same words and figures on the screen, in `show --json` and on paper. */
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { Mode, OutputDigest, RunId, UnitRef } from './events.ts';
import {
  type Attempt,
  allUnits,
  BAD,
  IN_FLIGHT,
  lastAttempt,
  type RunState,
  type RunStateName,
  type Unit,
  type UnitStateName,
} from './state.ts';
import { tallyRun } from './tally.ts';
import { loseInFlight } from './unit-changes.ts';

/** A run as lists show it. */
export interface RunLine {
  readonly run: RunId;
  readonly releaseId: string;
  readonly releaseName: string;
  readonly version: string;
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly state: RunStateName;
  readonly operator: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly undoes: RunId | null;
  /** How far it has been backed out; null where no backout of it has been started. */
  readonly backedOut: BackedOut | null;
}

/** The stable shape of `run --json` and `show RUN --json`. */
export interface RunJson {
  readonly run: RunId;
  readonly revision: string;
  readonly release: { readonly id: string; readonly name: string; readonly version: string };
  readonly plan: string;
  readonly environment: string;
  readonly mode: Mode;
  readonly state: RunStateName;
  readonly reason: string | null;
  readonly undoes: RunId | null;
  /** The run whose unfinished hosts this one takes; null otherwise. */
  readonly failedOf: RunId | null;
  readonly operator: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Hash of the newest event, 64 hex digits; null where the log does not verify. */
  readonly head: string | null;
  readonly units: readonly UnitJson[];
}

export interface UnitJson {
  readonly step: string;
  readonly host: string | null;
  readonly state: UnitStateName;
  readonly attempt: number;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly stdout: OutputDigest | null;
  readonly stderr: OutputDigest | null;
  readonly reason: string | null;
  /** The host keeps a record of the last attempt, so that its outcome can be learnt after a crash or a lost link. */
  readonly tracked: boolean;
  /** The outcome was learnt from that record after nobody had seen it. */
  readonly adopted: boolean;
  /** Entered from paper. */
  readonly onPaper: boolean;
  /** Why nobody sees it at present; null while it is watched or finished. */
  readonly doubt: string | null;
  /** Since when it has printed nothing, and its last line; null when it is not quiet. */
  readonly quiet: { readonly ms: number; readonly lastLine: string } | null;
  /** How an unknown outcome was settled. */
  readonly settled: {
    readonly as: string;
    readonly by: string | null;
    readonly evidence: string;
    readonly reason: string;
  } | null;
}

/** What the log means when it is read: `held` says whether a program is carrying the run out right now. */
export function asRead(state: RunState, held: boolean): RunState {
  return held || state.outcome !== null ? state : loseInFlight(state, null);
}

/** What was under way at the end of the log. Takes the bare fold. */
export function inFlight(state: RunState): readonly UnitRef[] {
  return [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state)).map((unit) => unit.ref);
}

/** Takes the state as read by `asRead`. */
export function runStateName(state: RunState, held: boolean): RunStateName {
  if (state.outcome !== null) return state.outcome === 'refused' ? 'stopped' : state.outcome;
  const busy = tallyRun(state).inFlight.length > 0;
  if (state.interrupted) return 'interrupted';
  if ((state.questions.size > 0 || state.paused !== null) && !busy) return 'waiting';
  return held ? 'running' : 'interrupted';
}

export function runJson(state: RunState, held: boolean, head: string | null): RunJson {
  const { header } = state;
  return {
    run: header.run,
    revision: header.revision,
    release: { id: header.releaseId, name: header.releaseName, version: header.version },
    plan: header.plan,
    environment: header.environment,
    mode: header.mode,
    state: runStateName(state, held),
    reason: state.outcomeReason,
    undoes: header.undoes,
    failedOf: header.failedOf ?? null,
    operator: header.operator,
    startedAt: state.startedAt ?? state.createdAt,
    finishedAt: state.finishedAt,
    head,
    units: [...allUnits(state)].map(unitJson),
  };
}

function unitJson(unit: Unit): UnitJson {
  const attempt = lastAttempt(unit);
  const finished = attempt?.finished ?? null;
  return {
    step: unit.ref.step,
    host: unit.ref.host,
    state: unit.state,
    attempt: unit.attempts.length,
    exit: finished?.exit ?? null,
    signal: finished?.signal ?? null,
    startedAt: attempt?.intendedAt ?? null,
    finishedAt: finished?.at ?? null,
    stdout: finished?.stdout ?? null,
    stderr: finished?.stderr ?? null,
    reason: unit.reason,
    ...knownOf(attempt),
  };
}

function knownOf(attempt: Attempt | null) {
  const settled = attempt?.settled ?? null;
  const quiet = attempt?.finished ? null : (attempt?.quiet ?? null);
  return {
    tracked: attempt?.tracked ?? false,
    adopted: attempt?.finished?.adopted ?? false,
    onPaper: attempt?.onPaper ?? false,
    doubt: attempt?.doubt ?? null,
    quiet: quiet && { ms: quiet.quietMs, lastLine: quiet.lastLine },
    settled: settled && {
      as: settled.as,
      by: settled.by,
      evidence: settled.evidence,
      reason: settled.reason,
    },
  };
}

/** Exit code of the command line for a run in this state (design: 0, 1, 3, 4, 5). */
export function exitCodeOf(state: RunState, held: boolean): number {
  if (state.outcome === 'refused') return 4;
  if ([...allUnits(state)].some((unit) => unit.state === 'unknown')) return 5;
  const name = runStateName(state, held);
  if (name === 'succeeded') return 0;
  return name === 'waiting' ? 3 : 1;
}

/** How many units are in each state, for the line at the top of a run. */
export function countUnits(state: RunState): Readonly<Record<UnitStateName, number>> {
  const counts: Record<UnitStateName, number> = {
    waiting: 0,
    intent: 0,
    running: 0,
    ok: 0,
    failed: 0,
    unreachable: 0,
    unknown: 0,
    stopped: 0,
    skipped: 0,
    excluded: 0,
  };
  for (const unit of allUnits(state)) counts[unit.state] += 1;
  return counts;
}

export function badUnitsOf(state: RunState): readonly Unit[] {
  return [...allUnits(state)].filter((unit) => BAD.has(unit.state));
}
