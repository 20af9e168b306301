import { describe, expect, it } from 'vitest';
import { describeRollout } from '#core/plan/sentence.ts';
import { readPhase, readStep } from '#features/release/plan/step-draft.ts';
import { tidyStep, undoChoiceOf, withUndoChoice } from '#features/release/plan/step-form.ts';
import { diffEdits } from '#features/release/text/diff-edits.ts';

describe('a step in the mirror', () => {
  it('shows a changing step without a word on undoing as a gap', () => {
    expect(readStep({ id: 'a', title: 'A', run: 'x' }).undo.kind).toBe('gap');
  });

  it('shows no gap in a plan that no backout covers', () => {
    const phase = { id: 'p', title: 'P', steps: [{ id: 'a', title: 'A', manual: 'Order something' }] };
    expect(readPhase(phase, false).steps.map(({ undo }) => undo.kind)).toEqual(['needless']);
    expect(readPhase(phase).steps.map(({ undo }) => undo.kind)).toEqual(['gap']);
  });

  it('shows no gap beside a step that changes nothing', () => {
    expect(readStep({ id: 'a', title: 'A', check: 'x' }).undo.kind).toBe('needless');
  });

  it('takes the expected duration of the step for an undo without its own', () => {
    expect(readStep({ run: 'x', undo: 'y', takes: '2m' }).undo).toMatchObject({
      kind: 'undo',
      takesMs: 120_000,
    });
  });

  it('names the shell and the strictness that the step itself says', () => {
    expect(readStep({ run: 'x', shell: 'bash', strict: true }).shell).toBe('bash, strict');
    expect(readStep({ run: 'x', strict: false }).shell).toBe('not strict');
    expect(readStep({ run: 'x' }).shell).toBe('');
  });

  it('survives data that is no step at all', () => {
    expect(readStep(['?']).kind).toBeNull();
  });
});

describe('the step form', () => {
  it('leaves out what was left empty but keeps the kind', () => {
    expect(tidyStep({ id: 'a', title: ' A ', run: '', takes: '', env: {} })).toEqual({
      id: 'a',
      title: 'A',
      run: '',
    });
  });

  it('leaves out an own check that was emptied', () => {
    expect(tidyStep({ id: 'a', title: 'A', run: 'x', done_if: '' })).not.toHaveProperty('done_if');
  });

  it('keeps a strictness of false, and leaves out a shell that was taken away', () => {
    const step = { id: 'a', title: 'A', run: 'x', shell: undefined, strict: false };
    expect(tidyStep(step)).toEqual({ id: 'a', title: 'A', run: 'x', strict: false });
  });

  it('says one thing about undoing at a time', () => {
    const step = withUndoChoice({ id: 'a', undo: 'x' }, 'no-return');
    expect(undoChoiceOf(step)).toBe('no-return');
    expect(step).not.toHaveProperty('undo');
  });
});

describe('edits from a difference', () => {
  it('touches only what changed', () => {
    const before = { id: 'a', title: 'A', env: { X: '1', Y: '2' } };
    const after = { id: 'a', title: 'B', env: { X: '1' }, takes: '1m' };
    expect(diffEdits(['s'], before, after)).toEqual([
      { kind: 'set', path: ['s', 'title'], value: 'B' },
      { kind: 'remove', path: ['s', 'env', 'Y'] },
      { kind: 'set', path: ['s', 'takes'], value: '1m' },
    ]);
  });

  it('is empty when nothing changed', () => {
    expect(diffEdits([], { a: [1] }, { a: [1] })).toEqual([]);
  });
});

it('shows what a person is to do without the marks of Markdown, and a command as it is', () => {
  const manual = readStep({
    id: 'a',
    title: 'A',
    manual: 'Ring **0800 123456**',
    undo: { manual: 'Ring *again*' },
  });
  expect(manual.words).toBe('Ring 0800 123456');
  expect(manual.undo).toMatchObject({ words: 'Ring again' });
  expect(readStep({ id: 'b', title: 'B', run: 'echo **' }).words).toBe('echo **');
});

it('says in the mirror what the plan says: who releases a hold point, and how a phase goes over its hosts', () => {
  const hold = { id: 'go', title: 'Go', hold: { approvers: ['manager'], not_operator: true } };
  expect(readStep(hold).words).toBe('released by manager; not by the operator');
  expect(readStep({ ...hold, hold: { count: 2 } }).words).toBe('released by 2 people (anyone may release)');
  const rollout = (written: object) => readPhase({ id: 'p', rollout: written }).rollout;
  const plan = { batches: [4], parallel: 4, stopAfter: 1 };
  expect(describeRollout(plan)).toContain(
    rollout({ parallel: 4, stop_after: 1 }).replace('1 batch: all hosts; ', ''),
  );
  expect(describeRollout({ ...plan, stopAfter: 3 })).toContain('stops at 3 failed hosts');
  expect(rollout({ parallel: 4, stop_after: 3 })).toBe(
    '1 batch: all hosts; 4 at a time; stops at 3 failed hosts',
  );
  expect(rollout({ batches: [1, '25%', 'rest'], stop_after: '10%' })).toBe(
    'batches: 1, 25%, rest; 10 at a time; stops once 10% of its hosts have failed',
  );
});
