/** The score sheet of a drill: facts read off its log, told by `words/describe-drill.ts`. */
import { computeBackout, pointsPassed } from '#core/backout/backout.ts';
import { latestStartMs } from '#core/backout/clock.ts';
import type { UndoHistory } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import type { ReleaseWindow } from '#core/release/format/info.ts';
import type { HostName, PlanName, StepId } from '#core/release/model.ts';
import type { Answer, Question, RunEvent, UnitRef } from '#core/run/events.ts';
import { allUnits, type RunState, stepOf, type UnitStateName } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import type { DrillFault } from './faults.ts';

/**
 * `in-part`: something of it was left undone. `given-up`: it ended early, and nothing had to be undone. `stuck`: it stands open, and
 * the policy knew no way on.
 */
export type DrillResult =
  | 'done'
  | 'done-in-part'
  | 'given-up'
  | 'backed-out'
  | 'backed-out-in-part'
  | 'stuck';

/** What was decided, and how long it took from when it had to be. */
export interface DrillDecision {
  /** ISO 8601. */
  readonly at: string;
  readonly plan: PlanName;
  readonly by: string;
  readonly tookMs: number | null;
  readonly what:
    | { readonly kind: 'answered'; readonly question: Question; readonly answer: Answer }
    | { readonly kind: 'stopped'; readonly note: string | null }
    | { readonly kind: 'resumed' }
    | { readonly kind: 'continued' }
    | { readonly kind: 'excluded'; readonly host: HostName }
    /** `past`: points of no return that stay as they are. */
    | { readonly kind: 'backed-out'; readonly past: readonly StepId[] };
}

/** What stands as it should not at the end. */
export interface LeftUndone extends UnitRef {
  readonly plan: PlanName;
  readonly title: string;
  readonly why: UnitStateName | 'no-return' | 'unsaid';
}

export interface StepTime {
  readonly plan: PlanName;
  readonly step: StepId;
  readonly title: string;
  /** Units that may be done side by side are its own matter: from when the first began to when the last ended, waits of people included. */
  readonly ms: number;
  readonly units: number;
  readonly parallel: number;
}

export interface DrillBackout {
  /** How long it was to take when it was decided, or at the end where it was not, by the plan. */
  readonly plannedMs: number;
  /** ISO 8601; null where there is no window. */
  readonly decideBy: string | null;
  readonly begunAt: string | null;
  readonly tookMs: number | null;
  /** Whether it ended, or would have ended, within the window; null where there is none. */
  readonly fits: boolean | null;
}

export interface DrillSheet {
  readonly format: 1;
  readonly drill: true;
  readonly seed: number;
  readonly release: { readonly id: string; readonly name: string; readonly version: string };
  readonly revision: string;
  readonly plan: PlanName;
  readonly environment: string;
  readonly faults: readonly DrillFault[];
  readonly result: DrillResult;
  readonly beganAt: string;
  readonly endedAt: string;
  readonly tookMs: number;
  readonly window: ReleaseWindow | null;
  /** How long after the window it ended; negative: before; null: there is none. */
  readonly overMs: number | null;
  readonly decisions: readonly DrillDecision[];
  readonly leftUndone: readonly LeftUndone[];
  /** Null where nothing could be backed out. */
  readonly backout: DrillBackout | null;
  readonly steps: readonly StepTime[];
  /** What each step of the plan is called, by its id. */
  readonly titles: Readonly<Record<string, string>>;
}

export interface DrillLog {
  readonly seed: number;
  readonly faults: readonly DrillFault[];
  readonly history: UndoHistory;
  readonly endedAt: string;
  readonly forward: { readonly plan: Plan; readonly events: readonly RunEvent[] };
  readonly backout: { readonly plan: Plan; readonly events: readonly RunEvent[] } | null;
}

export function scoreDrill(log: DrillLog): DrillSheet {
  const forward = foldRun(log.forward.plan, log.forward.events);
  const back = log.backout && foldRun(log.backout.plan, log.backout.events);
  const { header, createdAt } = forward;
  const window = header.window ?? null;
  const endedMs = Date.parse(log.endedAt);
  const leftUndone = back === null ? leftForward(forward) : leftBack(forward, back);
  return {
    format: 1,
    drill: true,
    seed: log.seed,
    release: { id: header.releaseId, name: header.releaseName, version: header.version },
    revision: header.revision,
    plan: header.plan,
    environment: header.environment,
    faults: log.faults,
    result: resultOf(forward, back, leftUndone),
    beganAt: createdAt,
    endedAt: log.endedAt,
    tookMs: endedMs - Date.parse(createdAt),
    window,
    overMs: window && endedMs - Date.parse(window.closes),
    decisions: [
      ...decisionsOf(log.forward),
      ...(back === null ? [] : [backedOut(forward, back)]),
      ...(log.backout === null ? [] : decisionsOf(log.backout)),
    ],
    leftUndone,
    backout: backoutOf(forward, log),
    steps: [...stepTimes(forward), ...(back === null ? [] : stepTimes(back))],
    titles: Object.fromEntries(forward.plan.steps.map(({ id, title }) => [id, title])),
  };
}

function resultOf(forward: RunState, back: RunState | null, left: readonly LeftUndone[]): DrillResult {
  const last = back ?? forward;
  if (last.outcome === null || last.outcome === 'refused') return 'stuck';
  if (back !== null) return left.length === 0 ? 'backed-out' : 'backed-out-in-part';
  if (forward.outcome === 'succeeded') return left.length === 0 ? 'done' : 'done-in-part';
  return forward.wave < forward.plan.waves.length ? 'given-up' : 'done-in-part';
}

const AS_IT_SHOULD: ReadonlySet<UnitStateName> = new Set<UnitStateName>(['ok']);

function leftForward(state: RunState): readonly LeftUndone[] {
  return notDone(state).map((unit) => ({ ...unit, plan: state.plan.plan }));
}

/** What the conditions of the plan leave out is not left undone. */
function notDone(state: RunState): readonly Omit<LeftUndone, 'plan'>[] {
  return [...allUnits(state)].flatMap(({ ref, state: stands, reason }) => {
    const isByRule = stands === 'skipped' && reason?.kind !== 'skipped-by';
    if (AS_IT_SHOULD.has(stands) || isByRule) return [];
    return [{ ...ref, title: stepOf(state.plan, ref.step).title, why: stands }];
  });
}

function leftBack(forward: RunState, back: RunState): readonly LeftUndone[] {
  const kept = computeBackout(forward).notUndone.flatMap(({ step, host, title, kind }) =>
    kind === 'nothing' ? [] : [{ step, host, title, why: kind }],
  );
  const planned = new Set(
    back.plan.steps.flatMap(({ units }) => units.map(({ step, host }) => key(step, host))),
  );
  const outside = computeBackout(forward).units.flatMap(({ step, host, title }) =>
    planned.has(key(step, host)) ? [] : [{ step, host, title, why: 'excluded' as const }],
  );
  return [...notDone(back), ...outside, ...kept].map((unit) => ({ ...unit, plan: 'backout' }));
}

function key(step: StepId, host: HostName | null): string {
  return `${step}@${host ?? ''}`;
}

function decisionsOf({ plan: { plan }, events }: DrillLog['forward']): readonly DrillDecision[] {
  const asked = new Map<string, { readonly question: Question; readonly at: string }>();
  let pausedAt: string | null = null;
  const found: DrillDecision[] = [];
  for (const { type, data, at } of events) {
    const add = (by: string, what: DrillDecision['what'], since: string | null): void => {
      const tookMs = since === null ? null : Date.parse(at) - Date.parse(since);
      found.push({ at, plan, by, tookMs, what });
    };
    if (type === 'questionAsked') asked.set(data.id, { question: data.question, at });
    if (type === 'questionAnswered') {
      const open = asked.get(data.id);
      if (open) add(data.by, { kind: 'answered', question: open.question, answer: data.answer }, open.at);
    }
    if (type === 'stopRequested') add(data.by, { kind: 'stopped', note: data.note }, null);
    if (type === 'hostExcluded' && data.by !== null)
      add(data.by, { kind: 'excluded', host: data.host }, null);
    if (type === 'runResumed') {
      pausedAt = at;
      add(data.by, { kind: 'resumed' }, null);
    }
    if (type === 'runContinued') add(data.by, { kind: 'continued' }, pausedAt);
  }
  return found;
}

/** How long it took to decide it counts from the end of what is backed out. */
function backedOut(forward: RunState, { createdAt, header }: RunState): DrillDecision {
  const past = pointsPassed(computeBackout(forward)).map(({ step }) => step);
  return {
    at: createdAt,
    plan: 'backout',
    by: header.operator,
    tookMs: forward.finishedAt === null ? null : Date.parse(createdAt) - Date.parse(forward.finishedAt),
    what: { kind: 'backed-out', past },
  };
}

function backoutOf(forward: RunState, log: DrillLog): DrillBackout | null {
  const { ms, waves } = computeBackout(forward, undefined, log.history).estimate;
  if (waves.length === 0) return null;
  const decideByMs = latestStartMs(forward.header, ms);
  const [first] = log.backout?.events ?? [];
  const closes = forward.header.window ? Date.parse(forward.header.window.closes) : null;
  const endsMs = first === undefined ? Date.parse(log.endedAt) + ms : Date.parse(log.endedAt);
  return {
    plannedMs: ms,
    decideBy: decideByMs === null ? null : new Date(decideByMs).toISOString(),
    begunAt: first?.at ?? null,
    tookMs: first === undefined ? null : Date.parse(log.endedAt) - Date.parse(first.at),
    fits: closes === null ? null : endsMs <= closes,
  };
}

/** Waves come one after the other, so what a step took is what it cost the night. */
function stepTimes(state: RunState): readonly StepTime[] {
  return state.plan.steps.flatMap((step) => {
    const spans = step.units.flatMap((unit) => {
      const attempts = state.units.get(step.id)?.get(unit.host ?? '')?.attempts ?? [];
      return attempts.flatMap(({ intendedAt, finished }) =>
        finished?.at == null
          ? []
          : [{ from: Date.parse(intendedAt), to: Date.parse(finished.at), batch: unit.batch }],
      );
    });
    if (spans.length === 0) return [];
    const ms = [...new Set(spans.map(({ batch }) => batch))].reduce((sum, each) => {
      const of = spans.filter(({ batch }) => batch === each);
      return sum + Math.max(...of.map(({ to }) => to)) - Math.min(...of.map(({ from }) => from));
    }, 0);
    const { id, title, parallel } = step;
    return [{ plan: state.plan.plan, step: id, title, ms, units: step.units.length, parallel }];
  });
}
