/** Files of this workstation that an action names, beside the release. A new kind does not compile until it is said here. */
import type { Action } from './model.ts';

/** `name`: as the release names it. */
export type ActionFile =
  /** Its text is a part of the plan. `interpreter` null: as its first line says. */
  | { readonly kind: 'script'; readonly name: string; readonly interpreter: string | null }
  /** It is sent as it is, or written. */
  | { readonly kind: 'upload' | 'download'; readonly name: string };

/** Null where it names none. */
export function fileOfAction(action: Action): ActionFile | null {
  switch (action.kind) {
    case 'script':
      return action.file === null
        ? null
        : { kind: 'script', name: action.file, interpreter: action.interpreter };
    case 'upload':
      return { kind: 'upload', name: action.from };
    case 'download':
      return { kind: 'download', name: action.to };
    case 'run':
    case 'check':
    case 'probe':
    case 'manual':
    case 'hold':
    case 'wait':
    case 'notify':
      return null;
  }
}

/** Names of files of that kind, each once, in order. */
export function fileNames(actions: readonly Action[], kind: ActionFile['kind']): readonly string[] {
  const files = actions.map(fileOfAction).filter((file) => file?.kind === kind);
  return [...new Set(files.flatMap((file) => file?.name ?? []))];
}
