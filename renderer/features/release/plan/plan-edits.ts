/** Changes of the order and number of steps and phases, as edits of the text. */
import type { Edit } from '#core/release/edit-release.ts';
import { type FragmentEntry, readFragment } from '#core/release/fragment.ts';
import { idFrom } from '#core/release/id-from.ts';
import type { PlanName } from '#core/release/model.ts';
import type { Path } from '#core/release/problems.ts';
import { at, listOf, type Raw, recordOf, textOf } from '../text/raw.ts';
import { kindOf } from './step-draft.ts';

export interface PlanChange {
  readonly edits: readonly Edit[];
  /** Where the focus goes: to a step or phase; null: nowhere. */
  readonly focus: Path | null;
}

/** Of a list of steps: one phase, or the steps around a backout. */
export interface StepPlace {
  readonly list: Path;
  readonly index: number;
}

const PLANS: readonly PlanName[] = ['infrastructure', 'deployment', 'verification'];

/** The lists of steps among which a step moves on: the phases of its plan, in order. */
function listsAround(data: unknown, list: Path): readonly Path[] {
  if (list.at(-1) !== 'steps') return [list];
  const phases = list.slice(0, -2);
  return listOf(at(data, phases)).map((_, phase) => [...phases, phase, 'steps']);
}

/** One place up (-1) or down (1): at the end of its phase, into the one beside it. Null where there is none. */
export function moveStep(data: unknown, { list, index }: StepPlace, by: -1 | 1): PlanChange | null {
  const to = index + by;
  if (to >= 0 && to < countAt(data, list))
    return { edits: [{ kind: 'move', path: list, from: index, to }], focus: [...list, to] };
  const lists = listsAround(data, list);
  const beside = lists[lists.findIndex((each) => isSamePath(each, list)) + by];
  if (beside === undefined) return null;
  return transfer({ list, index }, { list: beside, index: by === 1 ? 0 : countAt(data, beside) });
}

/** To a place between the steps as they stand now, in this list or another. */
export function placeStep(from: StepPlace, to: StepPlace): PlanChange | null {
  if (!isSamePath(from.list, to.list)) return transfer(from, to);
  const index = to.index > from.index ? to.index - 1 : to.index;
  if (index === from.index) return null;
  return {
    edits: [{ kind: 'move', path: from.list, from: from.index, to: index }],
    focus: [...from.list, index],
  };
}

function transfer(from: StepPlace, to: StepPlace): PlanChange {
  return {
    edits: [{ kind: 'transfer', path: from.list, from: from.index, toPath: to.list, to: to.index }],
    focus: [...to.list, to.index],
  };
}

export function movePhase(data: unknown, { list, index }: StepPlace, by: -1 | 1): PlanChange | null {
  const to = index + by;
  if (to < 0 || to >= countAt(data, list)) return null;
  return { edits: [{ kind: 'move', path: list, from: index, to }], focus: [...list, to] };
}

/** A step or phase once more, right below, with ids of its own. */
export function duplicate(data: unknown, { list, index }: StepPlace): PlanChange {
  const value = listOf(at(data, list))[index];
  const path = [...list, index + 1];
  const copy: Edit = { kind: 'copy', path: list, from: index, toPath: list, to: index + 1 };
  return { edits: [copy, ...renewIds(value, path, takenIds(data))], focus: path };
}

export function removeEntry(data: unknown, { list, index }: StepPlace): PlanChange {
  const last = countAt(data, list) - 2;
  return {
    edits: [{ kind: 'remove', path: [...list, index] }],
    focus: last < 0 ? null : [...list, Math.min(index, last)],
  };
}

/** What of a text on the clipboard is steps or phases. */
export interface Pasted {
  readonly steps: readonly FragmentEntry[];
  readonly phases: readonly FragmentEntry[];
}

export function readPasted(text: string): Pasted {
  const entries = readFragment(text);
  return {
    steps: entries.filter(({ value }) => kindOf(recordOf(value)) !== null),
    phases: entries.filter(({ value }) => Array.isArray(recordOf(value)['steps'])),
  };
}

/** Entries from elsewhere go in at a place, with ids that are free here. */
export function insertPasted(
  data: unknown,
  { list, index }: StepPlace,
  entries: readonly FragmentEntry[],
): PlanChange {
  const taken = takenIds(data);
  const edits = entries.flatMap(({ value, written }, at): Edit[] => {
    const path = [...list, index + at];
    const more = written === null ? {} : { written };
    return [
      { kind: 'insert', path: list, index: index + at, value, ...more },
      ...renewIds(value, path, taken),
    ];
  });
  return { edits, focus: entries.length === 0 ? null : [...list, index] };
}

interface TakenIds {
  readonly steps: Set<string>;
  readonly phases: Set<string>;
}

/** Ids of all steps of the release, and of all phases. */
function takenIds(data: unknown): TakenIds {
  const phases = PLANS.flatMap((plan) => listOf(at(data, [plan, 'phases'])).map(recordOf));
  const steps = [
    ...phases.flatMap((phase) => listOf(phase['steps'])),
    ...['before', 'after'].flatMap((part) => listOf(at(data, ['backout', part]))),
  ];
  return { steps: idsOf(steps), phases: idsOf(phases) };
}

function idsOf(entries: readonly unknown[]): Set<string> {
  return new Set(entries.map((entry) => textOf(recordOf(entry)['id'])));
}

/** Gives new ids to what has one that is taken, and takes them all. */
function renewIds(value: unknown, path: Path, taken: TakenIds): readonly Edit[] {
  const raw = recordOf(value);
  if (kindOf(raw) !== null) return renewId(raw, path, taken.steps);
  const steps = listOf(raw['steps']);
  return [
    ...renewId(raw, path, taken.phases),
    ...steps.flatMap((step, at) => renewId(recordOf(step), [...path, 'steps', at], taken.steps)),
  ];
}

function renewId(raw: Raw, path: Path, taken: Set<string>): readonly Edit[] {
  const written = textOf(raw['id']);
  const id = freeIdAmong(taken, written || idFrom(textOf(raw['title'])) || 'step');
  taken.add(id);
  return id === written ? [] : [{ kind: 'set', path: [...path, 'id'], value: id }];
}

/** The id, or the first free one that is counted up from it: `drain`, `drain-2`. */
function freeIdAmong(taken: ReadonlySet<string>, wanted: string): string {
  const [, base = wanted] = /^(.*[a-z].*?)-\d+$/.exec(wanted) ?? [];
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  return id;
}

/** The id that a new step of this title gets. */
export function freeStepId(data: unknown, title: string): string {
  const wanted = idFrom(title);
  return wanted === '' ? '' : freeIdAmong(takenIds(data).steps, wanted);
}

function countAt(data: unknown, list: Path): number {
  return listOf(at(data, list)).length;
}

/** The place of the next entry of the same list. */
export function below(path: Path): Path {
  return [...path.slice(0, -1), Number(path.at(-1)) + 1];
}

export function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
