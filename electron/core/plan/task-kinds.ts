/** What is carried out: the kinds of steps, and `poll`, which is a wait for a condition that a host tells. */
import type { StepKind } from '#core/release/model.ts';
import { type KindFacts, type KindOf, STEP_KINDS } from '#core/release/step-kinds.ts';
import type { Task } from './model.ts';

type TaskKind = Task['kind'];

export const TASK_KINDS = {
  ...STEP_KINDS,
  wait: { ...STEP_KINDS.wait, where: 'workstation' },
  poll: { ...STEP_KINDS.wait, where: 'hosts', by: 'shell', prints: true, isLimited: true },
} as const satisfies Readonly<Record<TaskKind, KindFacts>>;

/** The kind of the step that such a task is of. */
export function stepKindOf(kind: TaskKind): StepKind {
  return kind === 'poll' ? 'wait' : kind;
}

export type PeopleTask = Extract<Task, { readonly kind: KindOf<'people'> }>;

export function isPeopleTask(task: Task): task is PeopleTask {
  return TASK_KINDS[task.kind].where === 'people';
}
