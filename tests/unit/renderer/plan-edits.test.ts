import { describe, expect, it } from 'vitest';
import { editRelease } from '#core/release/edit-release.ts';
import type { Path } from '#core/release/problems.ts';
import {
  duplicate,
  freeStepId,
  insertPasted,
  movePhase,
  moveStep,
  type PlanChange,
  placeStep,
  readPasted,
  removeEntry,
} from '#features/release/plan/plan-edits.ts';
import { quickStep } from '#features/release/plan/quick-step.ts';
import { at, listOf, recordOf, textOf } from '#features/release/text/raw.ts';
import { readText } from '#features/release/text/read-text.ts';

const TEXT = `holdpoint: 1
release: { id: shop, name: Shop, version: "1" }
deployment:
  phases:
    - id: one
      title: One
      steps:
        # first of all
        - { id: a, title: A, manual: Do a }
        - id: b   # agreed
          title: B
          manual: Do b
    - id: two
      title: Two
      steps:
        - { id: c, title: C, manual: Do c }
    - { id: three, title: Three }
`;
const ONE: Path = ['deployment', 'phases', 0, 'steps'];
const TWO: Path = ['deployment', 'phases', 1, 'steps'];
const THREE: Path = ['deployment', 'phases', 2, 'steps'];
const data = readText(TEXT).data;

function changed(change: PlanChange | null, text = TEXT): string {
  if (change === null) throw new Error('there was nothing to change');
  const edited = editRelease(text, change.edits);
  if (!edited.ok) throw new Error(edited.message);
  return edited.text;
}

/** Ids by phase: `one: a b`. */
function order(text: string): readonly string[] {
  return listOf(at(readText(text).data, ['deployment', 'phases'])).map((phase) => {
    const ids = listOf(recordOf(phase)['steps']).map((step) => textOf(recordOf(step)['id']));
    return [`${textOf(recordOf(phase)['id'])}:`, ...ids].join(' ');
  });
}

describe('a step moves', () => {
  it('within its phase, and over its end into the next, at the near end of that', () => {
    expect(order(changed(moveStep(data, { list: ONE, index: 0 }, 1)))).toEqual([
      'one: b a',
      'two: c',
      'three:',
    ]);
    expect(order(changed(moveStep(data, { list: ONE, index: 1 }, 1)))).toEqual([
      'one: a',
      'two: b c',
      'three:',
    ]);
    expect(order(changed(moveStep(data, { list: TWO, index: 0 }, -1)))).toEqual([
      'one: a b c',
      'two:',
      'three:',
    ]);
    expect(order(changed(moveStep(data, { list: TWO, index: 0 }, 1)))).toEqual([
      'one: a b',
      'two:',
      'three: c',
    ]);
  });

  it('with its comments, and the focus goes with it', () => {
    const change = moveStep(data, { list: ONE, index: 1 }, 1);
    expect(changed(change)).toContain('        - id: b   # agreed\n          title: B\n');
    expect(change?.focus).toEqual([...TWO, 0]);
  });

  it('nowhere over the ends of the plan', () => {
    expect(moveStep(data, { list: ONE, index: 0 }, -1)).toBeNull();
    expect(moveStep(data, { list: THREE, index: 0 }, 1)).toBeNull();
  });

  it('to where it is dropped, which may be where it is', () => {
    const from = { list: ONE, index: 0 };
    expect(placeStep(from, { list: ONE, index: 0 })).toBeNull();
    expect(placeStep(from, { list: ONE, index: 1 })).toBeNull();
    expect(order(changed(placeStep(from, { list: ONE, index: 2 })))).toEqual([
      'one: b a',
      'two: c',
      'three:',
    ]);
    expect(order(changed(placeStep(from, { list: THREE, index: 0 })))).toEqual([
      'one: b',
      'two: c',
      'three: a',
    ]);
  });
});

describe('phases', () => {
  const phases = ['deployment', 'phases'];

  it('move with their steps and not over the ends', () => {
    expect(order(changed(movePhase(data, { list: phases, index: 0 }, 1)))).toEqual([
      'two: c',
      'one: a b',
      'three:',
    ]);
    expect(movePhase(data, { list: phases, index: 2 }, 1)).toBeNull();
  });

  it('are duplicated with new ids for all that is in them', () => {
    const text = changed(duplicate(data, { list: phases, index: 0 }));
    expect(order(text)).toEqual(['one: a b', 'one-2: a-2 b-2', 'two: c', 'three:']);
    expect(text.match(/# first of all/g)).toHaveLength(2);
    const again = changed(duplicate(readText(text).data, { list: phases, index: 1 }), text);
    expect(order(again)[2]).toBe('one-3: a-3 b-3');
  });
});

describe('the clipboard', () => {
  it('brings steps of another release, with free ids and their comments', () => {
    const { steps } = readPasted(
      '# from there\n- id: b # b\n  title: Other\n  run: "true"\n- id: x\n  title: X\n  check: ls\n',
    );
    const change = insertPasted(data, { list: TWO, index: 1 }, steps);
    const text = changed(change);
    expect(order(text)).toEqual(['one: a b', 'two: c b-2 x', 'three:']);
    expect(text).toContain('        # from there\n        - id: b-2 # b\n          title: Other\n');
    expect(change.focus).toEqual([...TWO, 1]);
  });

  it('tells phases from steps, and takes nothing else', () => {
    const pasted = readPasted(
      '- id: p\n  title: P\n  steps: []\n- id: s\n  title: S\n  run: ls\n- just words\n',
    );
    expect(pasted.phases.map(({ value }) => recordOf(value)['id'])).toEqual(['p']);
    expect(pasted.steps.map(({ value }) => recordOf(value)['id'])).toEqual(['s']);
    for (const text of ['', 'echo hello', '{"a":', '- id: q\n  title: no kind'])
      expect(readPasted(text)).toEqual({ steps: [], phases: [] });
  });

  it('brings back a step that was cut, where it is pasted, under its own id', () => {
    const cut = changed(removeEntry(data, { list: ONE, index: 1 }));
    const { steps } = readPasted('- id: b   # agreed\n  title: B\n  manual: Do b\n');
    const text = changed(insertPasted(readText(cut).data, { list: TWO, index: 0 }, steps), cut);
    expect(order(text)).toEqual(['one: a', 'two: b c', 'three:']);
    expect(text).toContain('- id: b   # agreed');
  });
});

it('after a removal the focus goes to what takes its place, or the last that is left', () => {
  expect(removeEntry(data, { list: ONE, index: 0 }).focus).toEqual([...ONE, 0]);
  expect(removeEntry(data, { list: ONE, index: 1 }).focus).toEqual([...ONE, 0]);
  expect(removeEntry(data, { list: TWO, index: 0 }).focus).toBeNull();
});

describe('a step typed in one line', () => {
  const typed = { title: ' Restart ', text: 'systemctl restart app\n', undo: ' true ', on: 'web ' };

  it('says what its kind has, with an id that is free', () => {
    expect(quickStep({ kind: 'run', ...typed }, 'restart')).toEqual({
      id: 'restart',
      title: 'Restart',
      on: 'web',
      run: 'systemctl restart app',
      undo: 'true',
    });
    expect(quickStep({ kind: 'check', ...typed }, 'restart')).not.toHaveProperty('undo');
    expect(quickStep({ kind: 'manual', ...typed }, 'restart')).toEqual({
      id: 'restart',
      title: 'Restart',
      manual: 'systemctl restart app',
    });
    expect(freeStepId(data, 'A')).toBe('a-2');
    expect(freeStepId(data, 'Größe prüfen')).toBe('grosse-prufen');
  });
});
