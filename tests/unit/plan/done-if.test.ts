import { describe, expect, it } from 'vitest';
import { guaranteeOf } from '#core/plan/guarantee.ts';
import type { PlannedStep, PlannedUnit, Task } from '#core/plan/model.ts';
import { formatDoneIf } from '#core/plan/show.ts';
import type { HostName } from '#core/release/model.ts';
import { describeGuaranteeOf } from '#core/words/release/describe-guarantee.ts';
import { planned, problemsOf, request, run, undoBy, unitOf } from './small-release.ts';

const SHELL = { sudo: null, env: {}, cwd: null, timeoutMs: 1, capture: {} };

describe('the own check of a unit', () => {
  it('has the values of its host, quoted for the shell', () => {
    const plan = planned(
      request([run('a', 'true', { on: 'web', doneIf: 'test -d {{ vars.app_dir }}/{{ vars.greeting }}' })]),
    );
    expect(formatDoneIf(unitOf(plan, 'a', 'web1'))).toBe("test -d /opt/app/'it'\\''s on'");
    expect(formatDoneIf(unitOf(plan, 'a', 'web2'))).toBe("test -d /srv/app/'it'\\''s on'");
  });

  it('may use what earlier steps captured, and not what its own step captures', () => {
    const first = run('a', 'true', { on: 'db', capture: { old: '.*' } });
    const plan = planned(request([first, run('b', 'true', { on: 'db', doneIf: 'test {{ step.a.old }}' })]));
    expect(formatDoneIf(unitOf(plan, 'b', 'db1'))).toBe('test {{ step.a.old }}');
    expect(
      problemsOf(request([{ ...first, doneIf: 'test {{ step.a.old }}' }])).map(({ code }) => code),
    ).toEqual(['missing-value']);
  });

  it('is left out of a unit whose step has none', () => {
    const plan = planned(request([run('a', 'true', { on: 'db' })]));
    expect(formatDoneIf(unitOf(plan, 'a', 'db1'))).toBeNull();
  });

  it('gives way to that of the undo, in the backout of a whole deployment', () => {
    const deployment = [
      run('a', 'reboot', {
        on: 'db',
        mode: 'reboot',
        doneIf: 'test -e /new',
        undo: undoBy('rm /new', { doneIf: 'test ! -e /new' }),
      }),
      run('b', 'true', { on: 'db', doneIf: 'test -e /b', undo: undoBy('rm /b') }),
    ];
    const plan = planned(request(deployment, { plan: 'backout' }));
    expect(formatDoneIf(unitOf(plan, 'a', 'db1'))).toBe('test ! -e /new');
    expect(formatDoneIf(unitOf(plan, 'b', 'db1'))).toBeNull();
    expect(plan.steps.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['b tracked', 'a tracked']);
  });
});

describe('what is known of a unit after a lost link or a crash', () => {
  const shell = { ...SHELL, expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null } };
  const tasks: readonly (readonly [string, Task, 'db1' | null])[] = [
    ['attached', { kind: 'run', command: [''], shell }, 'db1'],
    ['attached', { kind: 'check', command: [''], shell }, 'db1'],
    ['attached', { kind: 'script', interpreter: 'sh', text: [''], shell }, 'db1'],
    ['verified', { kind: 'download', from: ['/a'], to: 'a', shell }, 'db1'],
    ['person', { kind: 'manual', text: 'Look', items: [] }, null],
    ['person', { kind: 'hold', approvers: [], count: 1, notOperator: false }, null],
    ['workstation', { kind: 'wait', until: { kind: 'for', ms: 1 } }, null],
    ['workstation', { kind: 'poll', command: [''], everyMs: 1, shell }, 'db1'],
    ['workstation', { kind: 'probe', target: { kind: 'tcp', address: 'a:1' }, timeoutMs: 1 }, null],
    ['attached', { kind: 'probe', target: { kind: 'tcp', address: 'a:1' }, timeoutMs: 1 }, 'db1'],
  ];

  it.each(tasks)('is %s for %j on %s', (guarantee, task, host) => {
    const unit = { task, host: host as HostName | null } as PlannedUnit;
    expect(guaranteeOf({ mode: 'attached' }, unit)).toBe(guarantee);
  });

  it('is said with the mode of the step, and with its own check where it has one', () => {
    const say = (given: Parameters<typeof run>[2]): string | null =>
      describeGuaranteeOf(
        planned(request([run('a', 'true', { on: 'db', ...given })])).steps[0] as PlannedStep,
      );
    expect(say({})).toMatch(/^tracked: .*found again/);
    expect(say({ mode: 'reboot' })).toMatch(/^reboot: .*booted again$/);
    expect(say({ mode: 'attached', doneIf: 'true' })).toMatch(/^attached: .*unknown.*own check settles/);
  });
});
