/** Plans of a few lines and logs written by hand, for tests of the pure state machine. */

import type { Plan, PlannedStep, PlannedUnit, Task, Wave } from '#core/plan/model.ts';
import type { Host, HostName, OnFailure, Revision, StepId } from '#core/release/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type {
  Answer,
  AttemptFinished,
  Outcome,
  Question,
  RunEvent,
  RunEventBody,
  RunHeader,
  RunId,
  UnitRef,
} from '#core/run/events.ts';
import type { Mode } from '#core/run/mode.ts';
import { type RunState, type Unit, unitOf } from '#core/run/state.ts';
import { initialState, transition } from '#core/run/transition.ts';
import { because } from '#support/because.ts';

export const RUN = 'r-20261121-0425-7k3q' as RunId;
export const AT = '2026-11-21T04:25:00.000Z';

export interface StepSpec {
  readonly id: string;
  /** Null: a step without hosts. */
  readonly hosts?: readonly string[] | null;
  readonly task?: Task;
  readonly onFailure?: OnFailure;
  readonly retry?: PlannedStep['retry'];
  readonly repeatable?: boolean;
  readonly stopAfter?: number | null;
  readonly parallel?: number;
  /** Sizes; default is one batch. */
  readonly batches?: readonly number[];
  readonly pause?: boolean;
  readonly undo?: string | null;
  readonly noUndo?: PlannedStep['noUndo'];
  readonly when?: string;
  readonly skipBecause?: string;
  readonly takesMs?: number;
  /** The step's own check. */
  readonly doneIf?: string;
}

export function shellTask(text: string, kind: 'run' | 'check' = 'run'): Task {
  const expect = { exit: [0], stdout: null, stdoutNot: null, stderrNot: null };
  const shell = { sudo: null, env: {}, cwd: null, timeoutMs: 1000, expect, capture: {} };
  return { kind, command: [text], shell };
}

export const MANUAL: Task = { kind: 'manual', text: 'Call the desk', items: ['called', 'noted'] };

export function holdTask(given: Partial<Extract<Task, { kind: 'hold' }>> = {}): Task {
  return { kind: 'hold', approvers: [], count: 1, notOperator: false, ...given };
}

export const NOTIFY: Task = {
  kind: 'notify',
  communication: 'shops',
  channel: 'email',
  to: ['shops@example.com'],
  subject: 'Since {{ run.started }}',
  body: 'Size {{ step.backup.size@db1 }}',
};

export function host(name: string, via: string | null = null): Host {
  const place = { address: '127.0.0.1', port: 22, user: null, credential: null };
  return {
    name: name as HostName,
    ...place,
    via: via as HostName | null,
    tags: [],
    vars: {},
    hostKeys: [],
    is: {},
  };
}

export function planOf(specs: readonly StepSpec[], given: Partial<Plan> = {}): Plan {
  const steps = specs.map(plannedStep);
  const names = new Set(steps.flatMap((step) => step.units.flatMap((unit) => unit.host ?? [])));
  return {
    format: 1,
    release: { id: 'shop', name: 'Shop', version: '2.0.0' },
    revision: 'a'.repeat(64) as Revision,
    plan: 'deployment',
    environment: { name: 'production', kind: 'production' },
    undoes: null,
    limit: null,
    hosts: [...names].map((name) => host(name)),
    steps,
    waves: steps.flatMap((step, i) => wavesOf(step, specs[i]?.pause ?? false)),
    ...given,
  };
}

function plannedStep(spec: StepSpec): PlannedStep {
  const task = spec.task ?? shellTask(`do ${spec.id}`);
  const onFailure = spec.onFailure ?? 'ask';
  const places = spec.hosts === null ? [null] : (spec.hosts ?? ['a', 'b']);
  return {
    id: spec.id as StepId,
    title: `Title of ${spec.id}`,
    phase: { id: 'main', title: 'Main' },
    kind: task.kind === 'poll' ? 'wait' : task.kind,
    onFailure,
    retry: spec.retry ?? null,
    repeatable: spec.repeatable ?? false,
    stopAfter: spec.stopAfter === undefined ? defaultStopAfter(onFailure) : spec.stopAfter,
    parallel: spec.parallel ?? 10,
    takesMs: spec.takesMs ?? null,
    timeoutMs: 1000,
    owner: null,
    notes: null,
    evidence: false,
    mode: 'tracked',
    noUndo: spec.noUndo ?? null,
    sentence: null,
    units: places.map((place, i) =>
      plannedUnit(spec, task, { place, batch: batchOf(i, spec.batches ?? []) }),
    ),
  };
}

function defaultStopAfter(onFailure: OnFailure): number | null {
  return onFailure === 'ask' || onFailure === 'stop' ? 1 : null;
}

function batchOf(index: number, sizes: readonly number[]): number {
  let end = 0;
  for (const [i, size] of sizes.entries()) {
    end += size;
    if (index < end) return i + 1;
  }
  return sizes.length + (sizes.length === 0 ? 1 : 0);
}

function plannedUnit(spec: StepSpec, task: Task, at: { place: string | null; batch: number }): PlannedUnit {
  const undo = spec.undo === undefined ? `undo ${spec.id}` : spec.undo;
  return {
    step: spec.id as StepId,
    host: at.place as HostName | null,
    batch: at.batch,
    task,
    undo:
      undo === null
        ? null
        : { title: `Undo ${spec.id}`, task: shellTask(undo), timeoutMs: 1000, takesMs: spec.takesMs ?? null },
    skipBecause: spec.skipBecause ?? null,
    when: spec.when ?? null,
    ...(spec.doneIf === undefined ? {} : { doneIf: [spec.doneIf] }),
  };
}

function wavesOf(step: PlannedStep, pause: boolean): Wave[] {
  const batches = Math.max(...step.units.map((unit) => unit.batch));
  return Array.from({ length: batches }, (_, i) => ({
    step: step.id,
    batch: i + 1,
    batches,
    hosts: step.units.filter((unit) => unit.batch === i + 1).flatMap((unit) => unit.host ?? []),
    pauseBefore: pause && i > 0,
  }));
}

export function header(given: Partial<RunHeader> = {}): RunHeader {
  return {
    run: RUN,
    releaseId: 'shop',
    releaseName: 'Shop',
    version: '2.0.0',
    revision: 'a'.repeat(64) as Revision,
    plan: 'deployment',
    environment: 'production',
    environmentKind: 'production',
    mode: 'live',
    limit: null,
    vars: {},
    operator: 'engineer',
    people: PEOPLE,
    planSha256: 'b'.repeat(64),
    undoes: null,
    app: 'test',
    ...given,
  };
}

const PEOPLE: readonly KnownPerson[] = [
  { id: 'engineer', name: 'Ada King', login: 'aking', roles: ['deployment-engineer'] },
  { id: 'manager', name: 'Manager', login: null, roles: ['deployment-manager'] },
  { id: 'owner', name: 'Owner', login: null, roles: ['product-owner'] },
];

export function ref(step: string, on: string | null = null): UnitRef {
  return { step: step as StepId, host: on as HostName | null };
}

export function finished(unit: UnitRef, attempt: number, given: Partial<AttemptFinished> = {}): RunEventBody {
  const digest = { bytes: 0, sha256: 'e'.repeat(64) };
  const data: AttemptFinished = {
    ...unit,
    attempt,
    outcome: 'ok',
    exit: 0,
    signal: null,
    reason: given.outcome && given.outcome !== 'ok' ? because(`seen as ${given.outcome}`) : null,
    stdout: digest,
    stderr: digest,
    captured: {},
    durationMs: 5,
    ...given,
  };
  return { type: 'attemptFinished', data };
}

export interface Log {
  readonly events: RunEvent[];
  state(): RunState;
  unit(step: string, on?: string | null): Unit;
  add(...bodies: RunEventBody[]): RunState;
  /** Preflight passed and the run started. */
  begin(): Log;
  intend(step: string, on?: string | null): Log;
  start(step: string, on?: string | null): Log;
  finish(step: string, on: string | null, ...end: [Outcome, Partial<AttemptFinished>?]): Log;
  /** A whole attempt. */
  run(step: string, on: string | null, outcome?: Outcome): Log;
  ask(id: string, question: Question): Log;
  /** By the engineer and without a note, unless said otherwise. */
  answer(id: string, answer: Answer, ...who: [by?: string, note?: string | null]): Log;
}

export function createLog(plan: Plan, mode: Mode = 'live', given: Partial<RunHeader> = {}): Log {
  const first = { type: 'runCreated', data: header({ mode, ...given }), run: RUN, seq: 1, at: AT } as const;
  const events: RunEvent[] = [first];
  let state = { ...initialState(first.data, plan, AT), seq: 1 };
  const add = (...bodies: RunEventBody[]): RunState => {
    for (const body of bodies) {
      const event = { ...body, run: RUN, seq: events.length + 1, at: AT } as RunEvent;
      events.push(event);
      state = transition(state, event);
    }
    return state;
  };
  const unit = (step: string, on: string | null = null): Unit => {
    const found = unitOf(state, ref(step, on));
    if (!found) throw new Error(`no unit ${step}@${on ?? ''}`);
    return found;
  };
  const log: Log = {
    events,
    state: () => state,
    unit,
    add,
    begin() {
      const data = { passed: true, hosts: [], problems: [] };
      add({ type: 'preflightFinished', data }, { type: 'runStarted', data: {} });
      return log;
    },
    intend(step, on = null) {
      const attempt = unit(step, on).attempts.length + 1;
      const data = { ...ref(step, on), attempt, id: `id${attempt}`, command: '', scriptSha256: null };
      add({ type: 'attemptIntended', data });
      return log;
    },
    start(step, on = null) {
      const attempt = unit(step, on).attempts.length;
      add({ type: 'attemptStarted', data: { ...ref(step, on), attempt, pid: 7, group: 7 } });
      return log;
    },
    finish(step, on, ...[outcome, more = {}]) {
      add(finished(ref(step, on), unit(step, on).attempts.length, { outcome, ...more }));
      return log;
    },
    run: (step, on, outcome = 'ok') => log.intend(step, on).start(step, on).finish(step, on, outcome),
    ask(id, question) {
      add({ type: 'questionAsked', data: { id, question } });
      return log;
    },
    answer(id, answer, ...[by = 'engineer', note = null]) {
      add({ type: 'questionAnswered', data: { id, answer, by, note } });
      return log;
    },
  };
  return log;
}
