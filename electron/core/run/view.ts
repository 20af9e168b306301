/** A run as it is shown: the same words and figures on the screen, in `show --json` and on paper. */

import type { BackedOut } from '#core/backout/backed-out.ts';
import type { MessageEvents, Recipient } from '../communication/message.ts';
import { type MessageOfRun, type MessageStateName, messagesOfRun } from '../communication/told.ts';
import { type RuleJson, ruleJson } from '../gate/gate-json.ts';
import { labelOutcome, type OutcomeWord } from '../words/run/describe-ended.ts';
import { describeReason } from '../words/run/describe-reason.ts';
import type { RunClosing } from './closing.ts';
import type { Defect } from './defect.ts';
import type { LaterStart, OutputDigest, RunId, RunOutcome, UnitRef, Verdict } from './events.ts';
import type { Mode } from './mode.ts';
import {
  type Attempt,
  allUnits,
  IN_FLIGHT,
  lastAttempt,
  type RunState,
  type RunStateName,
  type Unit,
  type UnitStateName,
  unobservedBecause,
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
  /** Preflight refused it, so nothing was done; its state is `stopped`. Missing otherwise. */
  readonly refused?: true;
  readonly operator: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly undoes: RunId | null;
  /** How far it has been backed out; null where no backout of it has been started. */
  readonly backedOut: BackedOut | null;
  /** What was decided at the end of a verification; missing where nothing was. */
  readonly verdict?: Verdict;
  /** A person is done with it. */
  readonly closed?: true;
  /** Why this line is not to be believed, in words; missing where it is what was recorded. */
  readonly unsound?: string;
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
  /** Where it begins, and why what comes before was left out; missing: at the first step. */
  readonly from?: LaterStart & { readonly by: string };
  /** Each step begins with a person's yes; missing where the run goes by itself. */
  readonly stepByStep?: true;
  /** What was looked at before a live run on production, and what people overrode; missing in all others. */
  readonly gate?: readonly RuleJson[];
  /** Who closed it, when, and what was open then and why that was accepted; null where nobody has. */
  readonly closed: RunClosing | null;
  readonly defects: readonly DefectJson[];
  readonly messages: readonly MessageJson[];
  readonly units: readonly UnitJson[];
}

export interface MessageJson {
  readonly id: string;
  readonly audience: string;
  readonly channel: string;
  readonly to: readonly Recipient[];
  readonly send: string | null;
  readonly state: MessageStateName;
  readonly records: readonly (MessageEvents & { readonly at: string })[];
  /** What came of the step that tells it; missing where none does, or its turn is to come. */
  readonly step?: {
    readonly id: string;
    readonly told: boolean;
    readonly by: string | null;
    readonly at: string | null;
    readonly note: string | null;
  };
}

/** Without its place in the log, which `events` tells. */
export type DefectJson = Omit<Defect, 'seq'>;

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
  /** The host keeps a record of the last attempt, so that its outcome can be learned after a crash or a lost link. */
  readonly tracked: boolean;
  /** The outcome was learnt from that record after nobody had seen it. */
  readonly adopted: boolean;
  /** Entered from paper. */
  readonly onPaper: boolean;
  /** Why nobody sees it at present; null while it is watched or finished. */
  readonly unobserved: string | null;
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

declare const isRead: unique symbol;

/** A run as it is read. Only `readRun` makes one: a fold says nothing of who carries the run out. */
export interface RunView {
  readonly [isRead]: true;
  /** Where no program carries the run out, what was running at the end of its log is unknown. */
  readonly state: RunState;
  /** A program carries it out right now. */
  readonly carriedOut: boolean;
  /** Hash of the newest event, 64 hex digits; null where it is not known, or the log does not verify. */
  readonly head: string | null;
  /** The newest moment of which anything is on record. */
  readonly lastAt: string;
  /** What was running where the log of a run ends that no program carries out. */
  readonly leftRunning: readonly UnitRef[];
}

export interface Circumstances {
  readonly carriedOut: boolean;
  readonly head: string | null;
  /** When output last came, which is no event. */
  readonly heardAt?: string;
}

/** What a log means when it is read. Takes its bare fold. */
export function readRun(folded: RunState, { carriedOut, head, heardAt = '' }: Circumstances): RunView {
  const isLeft = !carriedOut && folded.outcome === null;
  const leftRunning = isLeft ? inFlight(folded) : [];
  const view: Omit<RunView, typeof isRead> = {
    state: isLeft ? loseInFlight(folded, null) : folded,
    carriedOut,
    head,
    lastAt: heardAt > folded.lastAt ? heardAt : folded.lastAt,
    leftRunning,
  };
  return view as RunView;
}

/** What was running at the end of the log. Takes the bare fold. */
export function inFlight(state: RunState): readonly UnitRef[] {
  return [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state)).map((unit) => unit.ref);
}

/** What is running, or was when the last program ended. */
export function unitsLastRunning({ state, carriedOut, leftRunning }: RunView): readonly UnitRef[] {
  return carriedOut ? inFlight(state) : leftRunning;
}

/** A run that preflight refused did nothing: it is stopped. */
export function nameOfEnd(outcome: RunOutcome): Exclude<RunOutcome, 'refused'> {
  return outcome === 'refused' ? 'stopped' : outcome;
}

export function runStateName({ state, carriedOut }: RunView): RunStateName {
  if (state.outcome !== null) return nameOfEnd(state.outcome);
  const busy = tallyRun(state).inFlight.length > 0;
  if (state.interrupted) return 'interrupted';
  const waits = state.stop === null && (state.questions.size > 0 || state.paused !== null);
  if (waits && !busy) return 'waiting';
  return carriedOut ? 'running' : 'interrupted';
}

/** The same as a word for people, who want to know at once that a stop was taken, that it is paused, and that it never began. */
export type RunWord = RunStateName | OutcomeWord | 'stopping' | 'paused';

export function runWord(view: RunView): RunWord {
  const { state } = view;
  if (state.outcome !== null) return labelOutcome(state.outcome);
  const name = runStateName(view);
  if (name !== 'running' && name !== 'waiting') return name;
  if (state.stop !== null) return 'stopping';
  return state.paused === null ? name : 'paused';
}

export function runJson(view: RunView): RunJson {
  const { state, head } = view;
  const { header } = state;
  return {
    run: header.run,
    revision: header.revision,
    release: { id: header.releaseId, name: header.releaseName, version: header.version },
    plan: header.plan,
    environment: header.environment,
    mode: header.mode,
    state: runStateName(view),
    reason: state.outcomeReason && describeReason(state.outcomeReason),
    undoes: header.undoes,
    failedOf: header.failedOf ?? null,
    operator: header.operator,
    startedAt: state.startedAt ?? state.createdAt,
    finishedAt: state.finishedAt,
    head,
    ...(header.from && { from: { ...header.from, by: header.operator } }),
    ...(header.stepByStep && { stepByStep: true }),
    ...(header.gate && { gate: header.gate.map(ruleJson) }),
    closed: state.closed,
    defects: state.defects.map(defectJson),
    messages: messagesOfRun(state).map(messageJson),
    units: [...allUnits(state)].map(unitJson),
  };
}

export function defectJson({ seq: _, ...defect }: Defect): DefectJson {
  return defect;
}

export function messageJson(message: MessageOfRun): MessageJson {
  const { id, audience, channel, to, send, state, records, byStep } = message;
  const { by = null, at = null, note = null } = byStep?.decision ?? {};
  return {
    ...{ id, audience, channel, to, send, state },
    records: records.map(({ seq: _, ...record }) => record),
    ...(byStep && { step: { id: byStep.step, told: byStep.isTold, by, at, note } }),
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
    reason: unit.reason && describeReason(unit.reason),
    ...knownOf(attempt),
  };
}

function knownOf(attempt: Attempt | null) {
  const settled = attempt?.settled ?? null;
  const because = attempt && unobservedBecause(attempt);
  const quiet = attempt?.finished ? null : (attempt?.quiet ?? null);
  return {
    tracked: attempt?.tracked ?? false,
    adopted: attempt?.finished?.adopted ?? false,
    onPaper: attempt?.onPaper ?? false,
    unobserved: because && describeReason(because),
    quiet: quiet && { ms: quiet.quietMs, lastLine: quiet.lastLine },
    settled: settled && {
      as: settled.as,
      by: settled.by,
      evidence: settled.evidence,
      reason: describeReason(settled.reason),
    },
  };
}
