import { expect, it } from 'vitest';
import { messageOf, refusedBy } from '#bridge/failure.ts';
import { CommandFailure } from '#contract/errors.ts';

it('tells each cause with its place, and what to do next', () => {
  const problems = [
    { code: 'value-missing', message: 'There is no value "port"', step: 'copy', host: 'web1' },
    { code: 'script-file', message: 'setup.sh is not there', step: null, host: null },
  ];
  const next = 'Open the release and fix what is named here';
  expect(refusedBy(new CommandFailure('plan-invalid', 'both', { problems, next }))).toEqual({
    code: 'plan-invalid',
    causes: [
      { message: 'There is no value "port"', place: 'step copy on web1' },
      { message: 'setup.sh is not there', place: null },
    ],
    next: 'Open the release and fix what is named here.',
  });
});

it('has one cause for each line, where a refusal has no problems of its own', () => {
  expect(refusedBy(new CommandFailure('hosts-busy', 'web1 is busy\nweb2 is busy')).causes).toEqual([
    { message: 'web1 is busy', place: null },
    { message: 'web2 is busy', place: null },
  ]);
});

it('takes nothing of details that are of another kind', () => {
  expect(refusedBy(new CommandFailure('invalid-input', 'No', [{ path: [] }])).next).toBeNull();
});

it('says what to do next also where there is room for one text only', () => {
  const next = 'Open it, and resume or stop it there';
  expect(messageOf(new CommandFailure('still-open', 'r-1 has not ended', { next }))).toBe(
    'r-1 has not ended. Open it, and resume or stop it there.',
  );
  expect(messageOf(new CommandFailure('conflict', 'It is there already'))).toBe('It is there already');
});
