/** Runs as they are recorded: read, followed, compared. */
import { z } from 'zod';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { BegunUndo } from '#core/backout/backout.ts';
import type { Unfinished } from '#core/backout/unfinished-hosts.ts';
import type { Plan } from '#core/plan/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type { CloseOutFacts } from '#core/run/close-out.ts';
import type { RunComparison } from '#core/run/comparison.ts';
import type { ChainedEvent, RunEvent, RunHeader } from '#core/run/events.ts';
import type { Evidence, NotListed, UnreadLoss } from '#core/run/evidence.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { RunLine } from '#core/run/view.ts';
import { command, id, nothing, runId } from './fields.ts';

export type RunSummary = RunLine;

/** An open run that no program carries out. */
export interface InterruptedRun {
  readonly summary: RunSummary;
  /** Who may act in it; empty where anybody may. */
  readonly people: readonly KnownPerson[];
  /** Units that were running where its log ends. */
  readonly leftRunning: number;
  /** When the newest of its events or its output was recorded. */
  readonly lastAt: string;
  /** Something of it may be missing, which a person has to read first. */
  readonly hasUnreadLosses: boolean;
}

export interface RunDetail {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  /** Is a program carrying it out right now. */
  readonly carriedOut: boolean;
  /** Hash of the last of the events. */
  readonly head: string;
  /** Whether these events, this plan and the release's text are those that were recorded. */
  readonly evidence: Evidence;
  /** What a person has to read before the run is resumed or backed out. */
  readonly unread: readonly UnreadLoss[];
  /** How far it has come with its hosts; null where they are neither looked at nor left. */
  readonly progress: HostsProgress | null;
  /** When output of a unit was last stored before the run was last resumed; ISO 8601. */
  readonly heard: readonly { readonly step: string; readonly host: string | null; readonly at: string }[];
}

/** Facts that follow one another in a run's log. */
export interface NewEvents {
  readonly events: readonly RunEvent[];
  /** Hash of the last of them, 64 hex digits; null where there is none or it could not be read. */
  readonly head: string | null;
}

/** What the library knows for the backout of a run, besides the run itself. */
export interface StoredBackoutFacts {
  /** By step, the longest that a unit of it took in earlier backouts of the same release, in ms. */
  readonly history: Readonly<Record<string, number>>;
  /** Unit keys that backouts of the deployment have undone since. */
  readonly undone: readonly string[];
  /** By unit key, undos that were begun since and not seen to succeed. */
  readonly begun: Readonly<Record<string, BegunUndo>>;
  readonly backedOut: BackedOut | null;
}

export const RUN_RECORD_COMMANDS = {
  'run.list': command(z.strictObject({ release: id.nullable() })).gives<readonly RunSummary[]>(),
  /** Of any release: of what is missing nobody may know whose it was. */
  'run.notListed': command(nothing).gives<NotListed>(),
  /** Newest first. */
  'run.interrupted': command(nothing).gives<readonly InterruptedRun[]>(),
  'run.open': command(z.strictObject({ run: runId })).gives<RunDetail>(),
  /** By step, the longest that a unit of it took in earlier backouts of the release, in ms. */
  'run.undoHistory': command(z.strictObject({ release: id })).gives<Readonly<Record<string, number>>>(),
  /** By step, how long the longest unit of it usually took in earlier runs of the same plan, in ms. */
  'run.stepHistory': command(z.strictObject({ run: runId })).gives<Readonly<Record<string, number>>>(),
  'run.backoutFacts': command(z.strictObject({ run: runId })).gives<StoredBackoutFacts>(),
  /** What a run at its end left unfinished, and no repair of it has finished since. */
  'run.unfinished': command(z.strictObject({ run: runId })).gives<Unfinished>(),
  /** What the close-out of a run asks about besides its own log. */
  'run.closeOutFacts': command(z.strictObject({ run: runId })).gives<CloseOutFacts>(),
  'run.eventsAfter': command(z.strictObject({ run: runId, seq: z.int().min(0) })).gives<NewEvents>(),
  'run.chain': command(z.strictObject({ run: runId })).gives<readonly ChainedEvent[]>(),
  /** `run` is the one that `other` is compared with; `answers`: only those of checks and probes. */
  'run.compare': command(
    z.strictObject({
      run: runId,
      other: runId,
      what: z.enum(['everything', 'baseline']).default('everything'),
    }),
  ).gives<RunComparison>(),
} as const;
