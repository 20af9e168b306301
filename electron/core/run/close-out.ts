/** The close-out of a run that is at its end: what is still open of it, and a person's word that it is done with all the same. */
import type { BackedOut } from '../backout/backed-out.ts';
import { openMessages } from '../communication/told.ts';
import type { HostName, StepId } from '../release/model.ts';
import type { ClosedPoint, ClosingFacts, OpenPoint, PointOfSteps } from './closing.ts';
import { openDefects } from './log-defects.ts';
import type { Refusal } from './may-answer.ts';
import { allUnits, BAD, type RunState, stepOf, type Unit } from './state.ts';

/** What the run's own log does not tell. */
export interface CloseOutFacts {
  readonly backedOut: BackedOut | null;
  /** Hosts that it left undone and no repair has done since. */
  readonly unfinished: readonly HostName[];
  /** The release has a verification, and none of this deployment has ended well. */
  readonly lacksVerification: boolean;
  /** The deployment that a verification speaks of has been backed out whole. */
  readonly deploymentBackedOut: boolean;
}

/** By which a point is named when a reason is given for it: unique in a run, and the same for as long as it is open. */
export function keyOfPoint(point: OpenPoint): string {
  switch (point.kind) {
    case 'unknown':
    case 'failed':
    case 'evidence':
      return `${point.kind}:${point.step}`;
    case 'defect':
      return `defect:${point.defect}`;
    case 'message':
      return `message:${point.message}`;
    case 'override':
      return `override:${point.rule}`;
    default:
      return point.kind;
  }
}

/** Everything that is open of a run at its end, the worst first; also what was accepted when it was closed. */
export function openPoints(state: RunState, facts: CloseOutFacts): readonly OpenPoint[] {
  const { header, outcome, recordsLeft } = state;
  if (outcome === null || outcome === 'refused') return [];
  return [
    ...ofSteps(state, 'unknown', ({ state: is }) => is === 'unknown'),
    ...(header.undoes === null
      ? leftInPlace(state, facts)
      : ofSteps(state, 'failed', ({ state: is }) => BAD.has(is) && is !== 'unknown')),
    ...ofVerification(state, facts),
    ...openDefects(state).map(({ number: defect, severity, text }) => ({
      kind: 'defect' as const,
      defect,
      severity,
      text,
    })),
    ...openMessages(state).map(({ id, audience, state: is }) => ({
      kind: 'message' as const,
      message: id,
      audience,
      state: is,
    })),
    ...(recordsLeft.length > 0
      ? [{ kind: 'records' as const, hosts: recordsLeft.map(({ host }) => host) }]
      : []),
    ...ofSteps(state, 'evidence', (unit) => owesEvidence(state, unit)),
    ...(header.gate ?? []).flatMap(({ key, facts: found, override }) =>
      override ? [{ kind: 'override' as const, rule: key, facts: found, ...override }] : [],
    ),
  ];
}

/** Points for which nobody has given a reason yet. */
export function pointsToSettle(state: RunState, facts: CloseOutFacts): readonly OpenPoint[] {
  const accepted = new Set(state.closed?.accepted.map(({ point }) => keyOfPoint(point)));
  return openPoints(state, facts).filter((point) => !accepted.has(keyOfPoint(point)));
}

function ofSteps(
  state: RunState,
  kind: PointOfSteps['kind'],
  isSo: (unit: Unit) => boolean,
): readonly PointOfSteps[] {
  const hosts = new Map<StepId, HostName[]>();
  for (const unit of allUnits(state)) {
    if (!isSo(unit)) continue;
    const of = hosts.get(unit.ref.step) ?? [];
    hosts.set(unit.ref.step, of);
    if (unit.ref.host !== null) of.push(unit.ref.host);
  }
  return [...hosts].map(([step, on]) => ({ kind, step, title: stepOf(state.plan, step).title, hosts: on }));
}

/** A run that did not come to its end well leaves hosts of two versions until it is finished or backed out. */
function leftInPlace({ header }: RunState, { backedOut, unfinished }: CloseOutFacts): readonly OpenPoint[] {
  if (header.mode === 'check' || backedOut?.as === 'whole') return [];
  if (backedOut !== null) {
    const { as, by, left } = backedOut;
    return [{ kind: 'backout', as, by, left }];
  }
  return unfinished.length > 0 ? [{ kind: 'unfinished', hosts: unfinished }] : [];
}

function ofVerification(
  { header, plan, verdict, outcome }: RunState,
  { lacksVerification, deploymentBackedOut, backedOut }: CloseOutFacts,
): readonly OpenPoint[] {
  if (header.mode !== 'live') return [];
  if (header.plan === 'deployment')
    return outcome === 'succeeded' && lacksVerification && backedOut === null
      ? [{ kind: 'verification' }]
      : [];
  if (header.plan !== 'verification' || (plan.criteria ?? []).length === 0) return [];
  if (verdict === null) return [{ kind: 'verdict' }];
  if (verdict.verdict === 'leave') return [{ kind: 'fix', note: verdict.note ?? '' }];
  return verdict.verdict === 'back-out' && !deploymentBackedOut ? [{ kind: 'to-back-out' }] : [];
}

/** Its output was to go into the report whole, and there is none. */
function owesEvidence({ plan }: RunState, { ref, state: is, reason }: Unit): boolean {
  if (!stepOf(plan, ref.step).evidence) return false;
  if (is === 'skipped') return reason?.kind === 'skipped-by' || reason?.kind === 'left-out';
  return is === 'waiting' || is === 'excluded' || is === 'unreachable' || is === 'unknown';
}

export interface WantedClosing {
  readonly by: string;
  readonly note: string | null;
  /** Why it is closed although this is open, by key. */
  readonly because: ReadonlyMap<string, string>;
}

/** The closing as it is recorded, or why it is not taken. */
export function closingOf(
  state: RunState,
  facts: CloseOutFacts,
  { by, note, because }: WantedClosing,
): { readonly ok: true; readonly closing: ClosingFacts } | { readonly ok: false; readonly refusal: Refusal } {
  const refuse = (refusal: Refusal) => ({ ok: false, refusal }) as const;
  if (state.outcome === null) return refuse({ kind: 'not-at-its-end', questions: state.questions.size });
  if (by.trim() === '') return refuse({ kind: 'nobody', gives: 'entry' });
  const points = pointsToSettle(state, facts);
  if (state.closed !== null && points.length === 0)
    return refuse({ kind: 'run-closed', by: state.closed.by });
  const known = new Map(points.map((point) => [keyOfPoint(point), point]));
  const odd = [...because.keys()].find((key) => !known.has(key));
  if (odd !== undefined) return refuse({ kind: 'no-point', key: odd, known: [...known.keys()] });
  const left = [...known.keys()].filter((key) => !because.get(key)?.trim());
  if (left.length > 0) return refuse({ kind: 'left-open', keys: left });
  const accepted: readonly ClosedPoint[] = [...known].map(([key, point]) => ({
    point,
    because: because.get(key)?.trim() ?? '',
  }));
  return { ok: true, closing: { by, note, accepted } };
}
