import { expect, it } from 'vitest';
import { describeActivity, describeLeaving } from '#core/words/run/describe-activity.ts';
import { asked, running } from '../main/runs-fixture.ts';

it('says before quitting what keeps running where', () => {
  expect(describeLeaving([running({ running: { tracked: 2, attached: 1 } })])).toEqual({
    message: 'Order desk 2.4.0, deployment on lab is not finished',
    detail: [
      'Order desk 2.4.0, deployment on lab: 2 steps continue on their hosts; the next start finds what became of them. 1 step loses its connection, and its outcome will be unknown.',
      'Nothing further starts. The run is then interrupted: resume it, or back out.',
    ].join('\n\n'),
  });
});

it('spells out in menus and dialogs of the system what a name hides or reorders', () => {
  const named = running({ releaseName: 'a\u202Egpj\u200b' });
  const { message, detail } = describeLeaving([named]);
  for (const text of [message, detail, describeActivity(named)])
    expect(text).toContain('a‹U+202E›gpj‹U+200B› 2.4.0');
});

it('counts runs that wait or are paused', () => {
  const waiting = running({ questions: 1, newest: asked('2026-11-30T02:00:00Z') });
  const { message, detail } = describeLeaving([waiting, running({ isPaused: true }), running()]);
  expect(message).toBe('3 runs are not finished');
  expect(detail.split('\n\n').map((line) => line.replace(/^.*: /, ''))).toEqual([
    'nothing is running on a host; it waits for you.',
    'nothing is running on a host; it is paused.',
    'nothing is running on a host; the next step has not begun.',
    'resume them, or back out.',
  ]);
});
