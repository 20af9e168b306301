import { evaluateCondition, parseCondition } from '#core/release/condition.ts';
import type { Host, StepId } from '#core/release/model.ts';
import type { ValueRef } from '#core/release/template.ts';
import type { PlanProblemCode } from './problem.ts';
import type { PlanScope } from './scope.ts';
import { findValue } from './value.ts';

/** A `when` as a unit carries it: decided against it, or still to be decided, or neither. */
export interface DecidedCondition {
  readonly skipBecause: string | null;
  readonly when: string | null;
}

export interface UnitCondition {
  readonly step: StepId;
  readonly host: Host | null;
  readonly when: string | null;
}

const RUNS: DecidedCondition = { skipBecause: null, when: null };

/** Decides a condition over values that are known; one over values of the run is left for the unit's turn. */
export function decideCondition({ step, host, when }: UnitCondition, scope: PlanScope): DecidedCondition {
  if (when === null) return RUNS;
  const report = (code: PlanProblemCode, message: string): void =>
    scope.problems.add({ code, message, step, host: host?.name ?? null });

  const parsed = parseCondition(when);
  if (!parsed.ok) {
    report('bad-condition', parsed.message);
    return RUNS;
  }
  let isLate = false;
  const isMet = evaluateCondition(parsed.condition, (ref: ValueRef) => {
    const found = findValue(ref, host, scope);
    if (found.kind === 'known') return found.value;
    if (found.kind === 'missing') report('missing-value', found.message);
    else isLate = true;
    return '';
  });
  if (isLate) return { skipBecause: null, when };
  return isMet ? RUNS : { skipBecause: when, when: null };
}
