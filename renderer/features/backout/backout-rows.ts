import type { Backout, FrameLine, NotUndone, UndoLine } from '#core/backout/backout.ts';
import type { Concern } from '#core/backout/concerns.ts';
import { unitKey } from '#core/run/state.ts';

/** What stands in the list of a backout, row by row. */
export type BackoutRow =
  | { readonly kind: 'heading'; readonly key: string; readonly title: string; readonly note: string | null }
  | { readonly kind: 'concern'; readonly key: string; readonly concern: Concern }
  | { readonly kind: 'frame'; readonly key: string; readonly number: number; readonly line: FrameLine }
  | { readonly kind: 'undo'; readonly key: string; readonly number: number; readonly line: UndoLine }
  | { readonly kind: 'stays'; readonly key: string; readonly line: NotUndone };

/** Points of no return first and by themselves; then everything in the order in which it is done; then what stays. */
export function backoutRows(backout: Backout, concerns: readonly Concern[]): readonly BackoutRow[] {
  const { before, units, after, notUndone } = backout;
  const points = concerns.filter(({ kind }) => kind === 'no-return');
  const others = concerns.filter(({ kind }) => kind !== 'no-return');
  const stays = notUndone.filter(({ kind }) => kind !== 'no-return');
  return [
    ...section('Points of no return', 'Passed, and not undone by this backout.', concernRows(points)),
    ...section('To be acknowledged', null, concernRows(others)),
    ...section('Before the undo steps', null, frameRows('before', before, 1)),
    ...section('Undo, newest first', null, undoRows(units, before.length + 1)),
    ...section('After the undo steps', null, frameRows('after', after, before.length + units.length + 1)),
    ...section(
      'What stays',
      'These ran and are not undone.',
      stays.map((line): BackoutRow => ({ kind: 'stays', key: `stays:${unitKey(line)}`, line })),
    ),
  ];
}

function section(title: string, note: string | null, rows: readonly BackoutRow[]): readonly BackoutRow[] {
  return rows.length === 0 ? [] : [{ kind: 'heading', key: `heading:${title}`, title, note }, ...rows];
}

function concernRows(concerns: readonly Concern[]): readonly BackoutRow[] {
  return concerns.map((concern) => ({ kind: 'concern', key: concern.key, concern }));
}

function frameRows(part: string, lines: readonly FrameLine[], from: number): readonly BackoutRow[] {
  return lines.map((line, at) => ({
    kind: 'frame',
    key: `${part}:${unitKey(line)}`,
    number: from + at,
    line,
  }));
}

function undoRows(lines: readonly UndoLine[], from: number): readonly BackoutRow[] {
  return lines.map((line, at) => ({ kind: 'undo', key: unitKey(line), number: from + at, line }));
}
