/** Files of this workstation that a task sends or writes, beside the release. A new kind does not compile until it is said here. */
import type { Task } from './model.ts';

export type TaskFile =
  /** `sha256`: what the release states of it; null where it states nothing. */
  | { readonly kind: 'sent'; readonly name: string; readonly sha256: string | null }
  /** A name that ends in `/` is a folder. */
  | { readonly kind: 'written'; readonly name: string };

/** Null where it needs none: what a script runs is a part of the plan. */
export function fileOfTask(task: Task): TaskFile | null {
  switch (task.kind) {
    case 'upload':
      return { kind: 'sent', name: task.from, sha256: task.sha256 };
    case 'download':
      return { kind: 'written', name: task.to };
    case 'run':
    case 'check':
    case 'script':
    case 'probe':
    case 'manual':
    case 'hold':
    case 'wait':
    case 'poll':
    case 'notify':
      return null;
  }
}
