/** Steps as the forms handle them: the plain data of the file in, the plain data out. */
import { keysAt } from '#core/release/format/shape-at.ts';
import type { StepKind } from '#core/release/model.ts';
import { type Raw, recordOf, textOf, withoutEmpty } from '../text/raw.ts';
import { kindOf } from './step-draft.ts';

/** What may stand in a step, its kinds among it. */
export const STEP_KEYS = keysAt(['deployment', 'phases', 0, 'steps', 0]);

const BODIES: Readonly<Record<StepKind, unknown>> = {
  run: '',
  script: { text: '' },
  check: '',
  upload: { from: '', to: '' },
  download: { from: '', to: '' },
  probe: { http: '' },
  manual: '',
  hold: { approvers: [], count: 1 },
  wait: { for: '1m' },
  notify: '',
};

export function freshStep(kind: StepKind): Raw {
  return { id: '', title: '', [kind]: BODIES[kind] };
}

/** Without the fields that were left empty, in the order in which a person would write them. The kind stays in any case. */
export function tidyStep(step: Raw): Raw {
  const { id, title, on, ...rest } = step;
  const kind = kindOf(step);
  const ordered = { id, title: textOf(title).trim(), on, ...rest };
  const tidied = Object.entries(ordered).map(([key, value]) => [
    key,
    isRecord(value) ? withoutEmpty(recordOf(value)) : value,
  ]);
  const body = kind && step[kind] === '' ? { [kind]: '' } : {};
  return { ...withoutEmpty(Object.fromEntries(tidied)), ...body };
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type UndoChoice = 'unsaid' | 'command' | 'script' | 'manual' | 'nothing' | 'no-return' | 'other';

export function undoChoiceOf(step: Raw): UndoChoice {
  if (step['point_of_no_return'] !== undefined) return 'no-return';
  if (step['nothing_to_undo'] !== undefined) return 'nothing';
  if (typeof step['undo'] === 'string') return 'command';
  if (step['undo'] === undefined) return 'unsaid';
  const kind = kindOf(recordOf(step['undo']));
  return kind === 'script' || kind === 'manual' ? kind : 'other';
}

/** The step with its word on undoing replaced by an empty one of the given choice. */
export function withUndoChoice(step: Raw, choice: UndoChoice): Raw {
  const { undo: _undo, nothing_to_undo: _nothing, point_of_no_return: _return, ...rest } = step;
  switch (choice) {
    case 'unsaid':
      return rest;
    case 'command':
      return { ...rest, undo: '' };
    case 'script':
    case 'manual':
      return { ...rest, undo: freshUndo(choice) };
    case 'nothing':
      return { ...rest, nothing_to_undo: '' };
    case 'no-return':
      return { ...rest, point_of_no_return: '' };
    case 'other':
      return { ...rest, undo: freshUndo('upload') };
  }
}

/** A body of an undo, which is a step without an id. */
export function freshUndo(kind: StepKind): Raw {
  return { title: '', [kind]: BODIES[kind] };
}
