/** How the engine is given a run, and what it gives back. */

import type { Plan } from '#core/plan/model.ts';
import type { HostName } from '#core/release/model.ts';
import { signatureOf } from '#core/release/people.ts';
import type { RunEvent, RunEventBody, RunHeader, RunId } from '#core/run/events.ts';
import { exclusion } from '#core/run/exclusion.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { Holder } from '#core/run/leases.ts';
import { type GivenAnswer, refuseAnswer, refuseInclusion, refuseRecord } from '#core/run/may-answer.ts';
import type { AskedCause, AskedOfRun } from '#core/run/reasons.ts';
import { type RunEntry, refuseEntry, signedEntry } from '#core/run/run-entries.ts';
import type { RunState } from '#core/run/state.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import type { HiddenSecrets } from './known-secrets.ts';
import type { Clock, Failure, OutputRef, Stream, WorldPorts } from './ports.ts';

export interface EnginePorts extends WorldPorts {
  /** Hosts of the plan that other runs of the same library work on at this moment, by whom. */
  busyHosts?(run: RunId, plan: Plan): ReadonlyMap<HostName, Holder>;
}

export interface RunListener {
  onEvents(events: readonly RunEvent[], state: RunState): void;
  onOutput(ref: OutputRef, stream: Stream, total: number): void;
  /** How far it has come with the hosts, while preflight is running or the run is at its end. */
  onProgress?(run: RunId, progress: HostsProgress): void;
}

/** How the engine left a run. `left`: still open, for a person or for later. */
export type RunEnd =
  | { readonly kind: 'finished'; readonly state: RunState }
  | { readonly kind: 'left'; readonly state: RunState }
  | { readonly kind: 'broken'; readonly state: RunState; readonly error: Error };

export interface RunHandle {
  readonly run: RunId;
  state(): RunState;
  /** Why the answer is refused; null when it was recorded. */
  answer(given: GivenAnswer): Promise<string | null>;
  stop(by: string, note: string | null, cause?: AskedCause): Promise<void>;
  exclude(host: HostName, by: string, note: string | null): Promise<void>;
  /** Takes an excluded host in again. Gives why it cannot be; null when it was recorded. */
  include(host: HostName, by: string, note: string | null): Promise<string | null>;
  /** Nothing new begins until it is continued; what is running continues. */
  pause(by: string, note: string | null, cause?: AskedCause): Promise<void>;
  resume(by: string, note: string | null, cause?: AskedCause): Promise<void>;
  /** Records what was done from paper. Gives why it cannot be; null when it was recorded. */
  record(entry: PaperEntry): Promise<string | null>;
  addNote(by: string, text: string): Promise<void>;
  /** Puts a defect or a message down. Gives why it cannot; null when it was recorded. */
  addEntry(entry: RunEntry): Promise<string | null>;
  /** Waits no longer for hosts that are leased to others: preflight then refuses them. */
  endWait(): void;
  /** Lets go of the run as it stands; only while nothing is running. */
  leave(): void;
  readonly ended: Promise<RunEnd>;
}

export type PaperEntry = Extract<RunEventBody, { type: 'unitRecorded' }>['data'];

/** What a run does not take from its plan. */
export interface RunConditions {
  /** Which program carries it out, for people and for telling workstations apart: `user@machine:folder`. */
  readonly workstation: string;
  /** Take over hosts that are leased to another workstation or run. */
  readonly takeOver: boolean;
  /** How long preflight waits for hosts that are leased to others; 0: not at all. */
  readonly waitForHostsMs: number;
  /** How long a host that is out of reach is looked for, within a step and before it. */
  readonly patienceMs: number;
  /** After how long a silence of a step is told. */
  readonly quietMs: number;
}

export const DEFAULT_CONDITIONS: RunConditions = {
  workstation: 'this workstation',
  takeOver: false,
  waitForHostsMs: 0,
  patienceMs: 60_000,
  quietMs: 5 * 60_000,
};

export interface RunOrder {
  readonly header: RunHeader;
  readonly plan: Plan;
  /** Other runs of the deployment that this one undoes or repairs: hosts may know more of them than the library. */
  readonly related?: readonly RunId[];
  readonly conditions?: Partial<RunConditions>;
  /** Of a run that begins: what the plan does not use and is masked all the same, and what is not. */
  readonly hidden?: HiddenSecrets;
  /** Why a run that is begun must not begin after all; asked when nothing of another program can come in between any more. */
  refuse?(): Failure | null;
}

export interface HandleSetup {
  readonly order: RunOrder;
  readonly ended: Promise<RunEnd>;
  state(): RunState;
  readonly clock: Pick<Clock, 'now'>;
  /** Records what a person adds; nothing once the run is at its end. */
  add(event: RunEventBody): Promise<void>;
  endWait(): void;
  /** Lets go of the run. */
  end(result: RunEnd): void;
}

/** Everything is signed with the id of the listed person, whichever of their names was given. */
export function createHandle({ order, ended, state, clock, add, endWait, end }: HandleSetup): RunHandle {
  const signed = (by: string): string => signatureOf(state().header.people ?? [], by);
  const asked = (by: string, note: string | null, cause?: AskedCause): AskedOfRun => ({
    by: signed(by),
    note,
    ...(cause === undefined ? {} : { cause }),
  });
  return {
    run: order.header.run,
    ended,
    state,
    async answer(given) {
      const { question, answer, by, note, cause } = given;
      const refusal = refuseAnswer(state(), given);
      const data = { id: question, answer, ...asked(by, note, cause) };
      if (refusal === null) await add({ type: 'questionAnswered', data });
      return refusal && describeRefusal(refusal);
    },
    stop: (by, note, cause) => add({ type: 'stopRequested', data: asked(by, note, cause) }),
    exclude: (host, by, note) => add(exclusion(host, signed(by), note)),
    async include(host, by, note) {
      const refusal = refuseInclusion(state(), host);
      if (refusal === null) await add({ type: 'hostIncluded', data: { host, by: signed(by), note } });
      return refusal && describeRefusal(refusal);
    },
    pause: (by, note, cause) => add({ type: 'runPaused', data: asked(by, note, cause) }),
    resume: (by, note, cause) => add({ type: 'runContinued', data: asked(by, note, cause) }),
    async record(entry) {
      const refusal = refuseRecord(state(), entry, clock.now().toISOString());
      if (refusal === null) await add({ type: 'unitRecorded', data: { ...entry, by: signed(entry.by) } });
      return refusal && describeRefusal(refusal);
    },
    addNote: (by, text) => add({ type: 'noteAdded', data: { by: signed(by), text } }),
    async addEntry(entry) {
      const refusal = refuseEntry(state(), entry);
      if (refusal === null) await add(signedEntry(entry, signed));
      return refusal && describeRefusal(refusal);
    },
    endWait,
    leave: () => end({ kind: 'left', state: state() }),
  };
}
