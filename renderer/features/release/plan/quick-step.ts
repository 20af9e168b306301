import type { StepKind } from '#core/release/model.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import type { Raw } from '../text/raw.ts';
import { tidyStep } from './step-form.ts';

/** Kinds that say all with one text. */
export const QUICK_KINDS: ReadonlySet<StepKind> = new Set(['run', 'check', 'manual']);

export interface QuickStep {
  readonly kind: StepKind;
  readonly title: string;
  readonly text: string;
  readonly undo: string;
  readonly on: string;
}

/** As it goes into the file; where it runs and how it is undone only where its kind has such a thing. */
export function quickStep({ kind, title, text, undo, on }: QuickStep, id: string): Raw {
  const { where, undoable } = STEP_KINDS[kind];
  const onHosts = where === 'hosts';
  return tidyStep({
    id,
    title,
    on: onHosts ? on.trim() : '',
    [kind]: text.trim(),
    undo: onHosts && undoable ? undo.trim() : '',
  });
}
