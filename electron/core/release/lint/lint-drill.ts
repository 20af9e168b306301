/** What a step answers in a drill: only where it prints something, and something that the step itself takes. */
import { parseExpression } from '../expression.ts';
import type { DrillKeys } from '../format/drill.ts';
import type { Action, StepOptions } from '../model.ts';
import type { Path, Problems } from '../problems.ts';
import { STEP_KINDS } from '../step-kinds.ts';
import type { Lint } from './placed-step.ts';

export function lintDrill({ steps, problems }: Lint): void {
  for (const { step, path } of steps) {
    lintBody(step, path, problems);
    if (step.undo.kind !== 'undo') continue;
    lintBody({ action: step.undo.action, ...step.undo.options }, [...path, 'undo'], problems);
  }
}

type Body = Pick<StepOptions, 'drill' | 'expect' | 'capture'> & { readonly action: Action };

function lintBody({ drill, ...body }: Body, path: Path, problems: Problems): void {
  if (drill === undefined) return;
  if (saysWhatItPrints(body.action)) {
    refuseFailing({ ...body, drill }, path, problems);
    return;
  }
  for (const key of ['exit', 'stdout', 'stderr'] as const)
    if (drill[key] !== undefined)
      problems.error(
        { path: [...path, 'drill', key], atKey: true },
        'drill-unwanted',
        `a ${body.action.kind} step ends and prints nothing of its own; leave "${key}" out, or say with "takes" how long it takes in a drill`,
      );
}

function saysWhatItPrints({ kind }: Action): boolean {
  const { by } = STEP_KINDS[kind];
  return by === 'shell' || by === 'interpreter';
}

function refuseFailing(
  { drill, expect, capture }: Omit<Body, 'action'> & { readonly drill: DrillKeys },
  path: Path,
  problems: Problems,
): void {
  const fail = (key: string, what: string): void =>
    problems.warn(
      [...path, 'drill', key],
      'drill-fails',
      `${what}, so the step fails in every drill; faults are chosen when a drill is started`,
    );
  const { exit, stdout } = drill;
  if (exit !== undefined && !expect.exit.includes(exit))
    fail('exit', `"expect" does not accept exit ${exit}`);
  if (stdout === undefined) return;
  const printed = stdout;
  const wanted = [...(expect.stdout === null ? [] : [expect.stdout]), ...Object.values(capture)];
  const missed = wanted.find((pattern) => matches(pattern, printed) === false);
  if (missed !== undefined) fail('stdout', `this text does not match ${missed}`);
  else if (expect.stdoutNot !== null && matches(expect.stdoutNot, printed) === true)
    fail('stdout', `this text matches ${expect.stdoutNot}, which "stdout_not" refuses`);
}

/** Null where the expression is none: that is said elsewhere. */
function matches(pattern: string, text: string): boolean | null {
  const parsed = parseExpression(pattern);
  if (!parsed.ok) return null;
  const found = parsed.expression.test(text);
  return typeof found === 'boolean' ? found : null;
}
