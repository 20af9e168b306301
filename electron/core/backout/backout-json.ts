import { describeTask, formatDoneIf, formatShell, formatUndo } from '#core/plan/show.ts';
import { describeConcern } from '#core/words/backout/describe-concern.ts';
import type { Backout, FrameLine } from './backout.ts';
import type { Concern } from './concerns.ts';
import type { Estimate } from './time.ts';

/** The stable shape of `backout --dry-run --json`: everything that the backout will do, in order, and what it will not. */
export function backoutJson(
  backout: Backout,
  concerns: readonly Concern[],
  acknowledged: ReadonlySet<string> = new Set(),
): unknown {
  const { of, limit, before, units, after, notUndone, leftOut } = backout;
  return {
    of,
    limit,
    concerns: concerns.map((concern) => ({
      kind: concern.kind,
      key: concern.key,
      says: describeConcern(concern),
      option: concern.option,
      acknowledged: acknowledged.has(concern.key),
    })),
    before: before.map(frameJson),
    units: units
      .filter((line) => line.struck === null)
      .map(({ step, host, title, undo, because, begun }) => ({
        step,
        host,
        title,
        undo: formatUndo(undo),
        shell: formatShell(undo.task),
        doneIf: formatDoneIf(undo),
        because,
        begun,
      })),
    after: after.map(frameJson),
    notUndone: notUndone.map(({ step, host, title, kind, because }) => ({
      step,
      host,
      title,
      kind,
      because,
    })),
    leftOut,
    estimate: estimateJson(backout.estimate),
  };
}

function frameJson({ step, host, title, unit }: FrameLine) {
  return {
    step,
    host,
    title,
    command: describeTask(unit.task),
    shell: formatShell(unit.task),
    doneIf: formatDoneIf(unit),
  };
}

function estimateJson({ ms, unestimated, without }: Estimate) {
  return { ms, unestimated, without };
}
