/** Which shells and interpreters the steps on a host need, and whether the host has them: looked at before anything runs. */
import { executorOf } from '#core/plan/executor.ts';
import type { Plan, PlannedUnit, Task } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { Host } from '#core/release/model.ts';
import type { PreflightProblem } from '#core/run/problems.ts';

/** A name or path that a shell takes as one word. */
const PROGRAM = /^[A-Za-z0-9_./+-]+$/;

/** Program to the first step that needs it on the host, of the steps that run as this user; null: the one who logs in. */
function programsOn({ name }: Host, plan: Plan, user: string | null): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  for (const step of plan.steps)
    for (const unit of step.units) {
      if (executorOf(unit) !== name || unit.skipBecause !== null) continue;
      for (const program of programsOf(unit, user))
        if (PROGRAM.test(program) && !needed.has(program)) needed.set(program, step.id);
    }
  return needed;
}

/** Where the step sets PATH itself, the host's own says nothing. What has no shell is carried out as who logs in. */
function programsOf({ task, doneIf, undo }: PlannedUnit, user: string | null): readonly string[] {
  return [task, ...(undo === null ? [] : [undo.task])].flatMap((each) => {
    const shell = shellOf(each);
    if ((shell?.sudo?.user ?? null) !== user || (shell !== null && 'PATH' in shell.env)) return [];
    const runsShell = shell !== null && (TASK_KINDS[each.kind].by === 'shell' || Boolean(doneIf));
    return [...(runsShell ? [shell.program ?? 'sh'] : []), ...ownPrograms(each)];
  });
}

/** What it needs on a host beside a shell. A new kind does not compile until it is said here. */
function ownPrograms(task: Task): readonly string[] {
  switch (task.kind) {
    case 'script':
      return interpreterPrograms(task);
    case 'probe':
      return task.target.kind === 'http' ? ['curl'] : [];
    case 'run':
    case 'check':
    case 'upload':
    case 'download':
    case 'manual':
    case 'hold':
    case 'wait':
    case 'poll':
    case 'notify':
      return [];
  }
}

/** `python3 -u` is looked for as python3; `/usr/bin/env python3` as both. */
function interpreterPrograms({ interpreter }: Extract<Task, { kind: 'script' }>): readonly string[] {
  const [program = '', second] = interpreter.split(' ');
  return /(^|\/)env$/.test(program) && second !== undefined && !second.startsWith('-')
    ? [program, second]
    : [program];
}

/** Those that are to be looked for, in one line. */
export function programsNeeded(host: Host, plan: Plan, user: string | null): string {
  return [...programsOn(host, plan, user).keys()].filter((program) => program !== 'sh').join(' ');
}

/** What the host said it lacks. */
export function missingPrograms(
  host: Host,
  plan: Plan,
  { said, user }: { readonly said: ReadonlyMap<string, string>; readonly user: string | null },
): readonly PreflightProblem[] {
  return [...programsOn(host, plan, user)]
    .filter(([program]) => said.has(`missing-${program}`))
    .map(([program, step]) => ({
      code: 'program-missing',
      kind: 'program-missing',
      host: host.name,
      program,
      user,
      step,
    }));
}
