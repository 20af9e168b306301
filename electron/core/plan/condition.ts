import { type Condition, conditionRefs } from '#core/release/condition.ts';
import type { Host, Phase, Step, StepId } from '#core/release/model.ts';
import { nameOfRef, type ValueRef } from '#core/release/template.ts';
import type { PlanProblemCode } from './problem.ts';
import { type Operand, settleCondition } from './residue.ts';
import type { PlanScope } from './scope.ts';
import { nameOfPiece } from './text.ts';
import { findValue } from './value.ts';

/** A `when` as a unit carries it: decided against it, or still to be decided, or neither. */
export interface DecidedCondition {
  readonly skipBecause: string | null;
  /** Speaks of captured values only; known ones are written out. */
  readonly when: string | null;
}

interface UnitPlace {
  readonly step: StepId;
  readonly host: Host | null;
}

interface UnitCondition extends UnitPlace {
  readonly when: string;
}

const RUNS: DecidedCondition = { skipBecause: null, when: null };

/** Whether a step runs at a place: the condition of its phase and its own both hold. */
export function decideWhen(
  { step, phase, host }: { readonly step: Step; readonly phase: Phase; readonly host: Host | null },
  scope: PlanScope,
): DecidedCondition {
  const open: string[] = [];
  for (const when of [phase.when ?? null, step.when]) {
    if (when === null) continue;
    const decided = decideCondition({ step: step.id, host, when }, scope);
    // What the other would read need not be there: the steps that capture it are skipped as well.
    if (decided.skipBecause !== null) return decided;
    if (decided.when !== null) open.push(decided.when);
  }
  const when = open.length > 1 ? open.map((each) => `(${each})`).join(' and ') : (open[0] ?? null);
  return { skipBecause: null, when };
}

/** Decides a condition over values that are known; what hangs on captured ones is left for the unit's turn. */
function decideCondition(unit: UnitCondition, scope: PlanScope): DecidedCondition {
  const { when, host } = unit;
  const parsed = scope.parsed.condition(when);
  if (!parsed.ok) {
    report(
      { code: 'bad-condition', message: `when: ${parsed.message} (column ${parsed.column})` },
      unit,
      scope,
    );
    return RUNS;
  }
  checkValues(parsed.condition, unit, scope);
  const residue = settleCondition(parsed.condition, (ref) => operandOf(ref, host, scope));
  if (typeof residue === 'string') {
    return { skipBecause: null, when: isLeftWhole(parsed.condition, host, scope) ? when : residue };
  }
  return residue ? RUNS : { skipBecause: when, when: null };
}

function operandOf(ref: ValueRef, host: Host | null, scope: PlanScope): Operand {
  const found = findValue(ref, host, scope);
  if (found.kind === 'late') return { name: nameOfPiece(found.piece) };
  return { text: found.kind === 'known' ? found.value : '' };
}

/** Whether it speaks only of values of the run, by the names they will have there. */
function isLeftWhole(condition: Condition, host: Host | null, scope: PlanScope): boolean {
  return conditionRefs(condition).every((ref) => {
    const operand = operandOf(ref, host, scope);
    return 'name' in operand && operand.name === nameOfRef(ref);
  });
}

function checkValues(condition: Condition, unit: UnitCondition, scope: PlanScope): void {
  for (const ref of conditionRefs(condition)) {
    const found = findValue(ref, unit.host, scope);
    if (found.kind === 'missing') report({ code: 'missing-value', message: found.message }, unit, scope);
    if (ref.kind === 'secret') {
      report(
        { code: 'misplaced-secret', message: `when: secret.${ref.name} may be used only in env and sudo` },
        unit,
        scope,
      );
    }
    if (ref.kind === 'run') {
      report(
        { code: 'late-value', message: `when: run.${ref.name} decides nothing; use a captured value` },
        unit,
        scope,
      );
    }
  }
}

interface Finding {
  readonly code: PlanProblemCode;
  readonly message: string;
}

function report(finding: Finding, { step, host }: UnitPlace, scope: PlanScope): void {
  scope.problems.add({ ...finding, step, host: host?.name ?? null });
}
