import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import { backoutPlan, computeBackout, pointsPassed, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { undoneSince } from '#core/backout/earlier-backouts.ts';
import type { BackoutFrame, Plan, PlannedStep, PlannedUndo, Task } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { HostName } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import {
  createLog,
  holdTask,
  host,
  type Log,
  NOTIFY,
  planOf,
  type StepSpec,
  shellTask,
} from './run-fixture.ts';

const shell = shellOf(shellTask('id')) ?? expect.unreachable();
const EMPTY_FRAME: BackoutFrame = {
  before: { steps: [], waves: [] },
  after: { steps: [], waves: [] },
  hosts: [],
};
const ONE: StepSpec = { id: 'one', hosts: ['a', 'b'] };

/** A plan of one step whose undo, and whose step itself, are a little different. */
function differing(undo: Partial<PlannedUndo>, step: Partial<PlannedStep> = {}): Plan {
  const plan = planOf([ONE]);
  const changed = plan.steps.map((each) => ({
    ...each,
    ...step,
    units: each.units.map((unit) => ({ ...unit, undo: unit.undo && { ...unit.undo, ...undo } })),
  }));
  return { ...plan, steps: changed };
}

const bothRan = (plan: Plan): Log => createLog(plan).begin().run('one', 'a').run('one', 'b');
const planFor = (log: Log, struck: ReadonlyMap<string, string> = new Map()): Plan =>
  backoutPlan(log.state(), computeBackout(log.state(), { ...WHOLE_BACKOUT, struck }), null);

describe('what changes nothing', () => {
  const tasks: readonly Task[] = [
    { kind: 'probe', target: { kind: 'tcp', address: 'web:80' }, timeoutMs: 1 },
    holdTask(),
    { kind: 'wait', until: { kind: 'for', ms: 1 } },
    { kind: 'poll', command: ['id'], everyMs: 1, shell },
    NOTIFY,
    { kind: 'download', from: ['/etc/hosts'], to: 'hosts', shell },
    shellTask('id', 'check'),
  ];

  it.each(tasks.map((task) => [task.kind, task] as const))('needs no word on undoing: %s', (_kind, task) => {
    const log = createLog(planOf([{ id: 'one', hosts: ['a'], task, undo: null }])).begin();
    expect(computeBackout(log.run('one', 'a').state())).toMatchObject({ units: [], notUndone: [] });
  });
});

describe('a step that undoes', () => {
  const stepOf = (plan: Plan) => planFor(bothRan(plan)).steps[0];

  it('is as the undo says, where it says something', () => {
    const undo: Partial<PlannedUndo> = {
      title: 'Put it back',
      timeoutMs: 77,
      takesMs: 88,
      mode: 'attached',
      doneIf: ['test -e old'],
    };
    const step = stepOf(differing(undo));
    expect(step).toMatchObject({ title: 'Put it back', timeoutMs: 77, takesMs: 88, mode: 'attached' });
    expect(step?.units[0]?.doneIf).toEqual(['test -e old']);
  });

  it('is tracked as its step is, takes as long as its step and has no check of its own where the undo says nothing', () => {
    const step = stepOf(differing({}, { mode: 'reboot', takesMs: 99 }));
    expect(step).toMatchObject({ mode: 'reboot', takesMs: 99 });
    expect(step?.units[0]?.doneIf).toBeNull();
  });

  it('stands in a phase of its own, and is no undo that could be undone', () => {
    expect(stepOf(planOf([ONE]))).toMatchObject({
      phase: { title: 'Undo what ran, newest first' },
      noUndo: { kind: 'nothing', why: 'It is an undo itself' },
    });
  });

  it.each([
    [shellTask('put back'), 'run'],
    [{ kind: 'manual', text: 'Put it back', items: [] }, 'manual'],
    [{ kind: 'poll', command: ['id'], everyMs: 1, shell }, 'wait'],
  ] as const)('is of the kind of what it does', (task, kind) => {
    expect(stepOf(differing({ task }))?.kind).toBe(kind);
  });

  it('says on how many hosts at first, where its step has a rollout to speak of', () => {
    const sentence = '2 batches: 1, 1 hosts';
    expect(stepOf(planOf([ONE]))?.sentence).toBeNull();
    expect(stepOf(differing({}, { sentence }))?.sentence).toBe(
      '1 batch: 2 hosts; 10 at a time; stops at the first failed host',
    );
    const single = createLog(differing({}, { sentence })).begin().run('one', 'a');
    expect(planFor(single).steps[0]?.sentence).toBe(
      '1 batch: 1 host; 10 at a time; stops at the first failed host',
    );
  });

  it('is about the hosts that its step was about, and answers in a drill as its undo says', () => {
    const plan = planOf([{ id: 'desk', hosts: null }]);
    const about = ['a', 'b'] as HostName[];
    const drill = { stdout: 'told' };
    const steps = plan.steps.map((each) => ({
      ...each,
      drill: { stdout: 'asked' },
      units: each.units.map((unit) => ({ ...unit, about, undo: unit.undo && { ...unit.undo, drill } })),
    }));
    const log = createLog({ ...plan, steps })
      .begin()
      .run('desk', null);
    const [step] = planFor(log).steps;
    expect(step).toMatchObject({ drill, units: [{ host: null, about }] });
    const [plain] = planFor(createLog(plan).begin().run('desk', null)).steps;
    expect(plain).not.toHaveProperty('drill');
    expect(plain?.units[0]).not.toHaveProperty('about');
  });

  it('has no host where its step has none', () => {
    const log = createLog(planOf([{ id: 'desk', hosts: null }]))
      .begin()
      .run('desk', null);
    expect(planFor(log).waves).toMatchObject([{ step: 'desk', batch: 1, hosts: [] }]);
  });

  it('is not stopped between its batches by a person', () => {
    const log = bothRan(planOf([{ ...ONE, batches: [1, 1], pause: true }]));
    expect(planFor(log).waves).toMatchObject([
      { batch: 1, batches: 2, pauseBefore: false },
      { batch: 2, batches: 2, pauseBefore: false },
    ]);
  });

  it('takes turns between steps that were rolled out batch by batch, newest first', () => {
    const batches = [1, 1];
    const log = createLog(
      planOf([
        { ...ONE, batches },
        { ...ONE, id: 'two', batches },
      ]),
    ).begin();
    for (const on of ['a', 'b']) log.run('one', on).run('two', on);
    expect(planFor(log).waves.map(({ step, hosts }) => [step, ...hosts])).toEqual([
      ['two', 'b'],
      ['one', 'b'],
      ['two', 'a'],
      ['one', 'a'],
    ]);
  });

  it('leaves out only the lines that were struck', () => {
    const plan = planFor(bothRan(planOf([ONE])), new Map([['one@a', 'by hand']]));
    expect(plan.steps[0]?.units.map((unit) => unit.skipBecause)).toEqual([
      null,
      'Left out of the backout: by hand',
    ]);
  });
});

describe('the hosts of a backout', () => {
  it('are those of what surrounds it, too, with what they are reached through', () => {
    const { steps, waves } = planOf([{ id: 'warn', hosts: ['mail'] }]);
    const frame = { ...EMPTY_FRAME, after: { steps, waves }, hosts: [host('mail', 'gate'), host('gate')] };
    const log = bothRan(planOf([ONE], { frame }));
    expect(planFor(log).hosts.map(({ name }) => name)).toEqual(['a', 'b', 'mail', 'gate']);
  });

  it('may be reached through a host that nobody knows', () => {
    const log = bothRan(planOf([ONE], { hosts: [host('a', 'nowhere'), host('b', 'a')] }));
    expect(planFor(log).hosts.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('the estimate of a backout', () => {
  const estimate = (plan: Plan, struck: ReadonlyMap<string, string> = new Map()) =>
    computeBackout(bothRan(plan).state(), { ...WHOLE_BACKOUT, struck }).estimate;

  it('is what the undo takes, else what its step took', () => {
    expect(estimate(differing({ takesMs: 5 }, { takesMs: 9 })).ms).toBe(5);
    expect(estimate(differing({ takesMs: null }, { takesMs: 9 })).ms).toBe(9);
  });

  it('is the longest of what is done side by side', () => {
    const plan = planOf([{ ...ONE, takesMs: 5 }]);
    const [step] = plan.steps;
    const units = step?.units.map((unit, i) => ({
      ...unit,
      undo: unit.undo && { ...unit.undo, takesMs: i === 0 ? 50 : 5 },
    }));
    const steps = plan.steps.map((each) => ({ ...each, units: units ?? [] }));
    expect(estimate({ ...plan, steps }).ms).toBe(50);
  });

  it('is that of the longest undo that is not struck, for its step in the plan, too', () => {
    const plan = planOf([ONE]);
    const takes = (host: string | null): number | null => (host === 'a' ? 50 : 5);
    const steps = plan.steps.map((step) => ({
      ...step,
      units: step.units.map((unit) => ({
        ...unit,
        undo: unit.undo && { ...unit.undo, takesMs: takes(unit.host) },
      })),
    }));
    const log = bothRan({ ...plan, steps });
    expect(planFor(log).steps[0]?.takesMs).toBe(50);
    expect(planFor(log, new Map([['one@a', 'by hand']])).steps[0]?.takesMs).toBe(5);
    expect(planFor(bothRan(plan)).steps[0]?.takesMs).toBeNull();
  });

  it('counts no struck line, and nothing twice that takes no time', () => {
    const plan = planOf([{ ...ONE, takesMs: 5, parallel: 1 }]);
    expect(estimate(plan, new Map([['one@a', 'by hand']]))).toMatchObject({ ms: 5, unestimated: 0 });
    expect(estimate(planOf([{ ...ONE, takesMs: 0 }]))).toMatchObject({ ms: 0, unestimated: 0 });
    expect(estimate(planOf([ONE]))).toMatchObject({ ms: 0, unestimated: 1 });
  });

  it('is told as taken from earlier backouts only where those took longer', () => {
    const log = bothRan(planOf([{ ...ONE, takesMs: 5 }]));
    const from = (ms: number) =>
      computeBackout(log.state(), WHOLE_BACKOUT, new Map([['one' as never, ms]])).estimate.waves[0]?.from;
    expect([from(4), from(5), from(6)]).toEqual(['takes', 'takes', 'history']);
  });
});

describe('what a backout tells', () => {
  it('names each step that is not undone, with the reason', () => {
    const log = createLog(planOf([{ ...ONE, undo: null }]))
      .begin()
      .run('one', 'a');
    expect(backoutJson(computeBackout(log.state()), [])).toMatchObject({
      units: [],
      notUndone: [
        {
          step: 'one',
          host: 'a',
          kind: 'unsaid',
          because: 'The plan does not say how to undo it',
        },
      ],
    });
  });

  it('says in JSON what has to be acknowledged, and by which option', () => {
    const concern = {
      kind: 'newer-run',
      key: 'newer-run:r-2',
      newer: {
        run: 'r-2' as RunId,
        plan: 'deployment',
        version: '2',
        operator: 'ann',
        startedAt: '2026-11-21T04:00:00.000Z',
      },
      option: '--under r-2',
    } as const;
    const backout = computeBackout(
      createLog(planOf([ONE]))
        .begin()
        .state(),
    );
    expect(backoutJson(backout, [concern])).toMatchObject({
      concerns: [
        {
          kind: 'newer-run',
          key: 'newer-run:r-2',
          says: expect.stringContaining('r-2 is newer and still in place'),
          option: '--under r-2',
          acknowledged: false,
        },
      ],
    });
    const named = new Set([concern.key]);
    expect(backoutJson(backout, [concern], named)).toMatchObject({ concerns: [{ acknowledged: true }] });
    expect(describeBackout(backout, [concern])).toMatch(/^To be acknowledged:\n {2}r-2 is newer/m);
    const words = describeBackout(backout, [concern], named);
    expect(words).toMatch(/^Acknowledged by an option:\n {2}r-2 is newer.*\n {4}--under r-2\n/m);
    expect(words).not.toContain('To be acknowledged');
  });

  it('names the points of no return that were begun on any host, and no others', () => {
    const noUndo = { kind: 'no-return', why: 'Tokens move' } as const;
    const log = createLog(
      planOf([
        { id: 'cut', noUndo, undo: null },
        { id: 'drop', noUndo, undo: null },
        { id: 'soft', noUndo: { kind: 'nothing', why: 'Reads' }, undo: null },
      ]),
    ).begin();
    expect(pointsPassed(computeBackout(log.state()))).toEqual([]);
    log.run('cut', 'b').run('soft', 'a');
    expect(pointsPassed(computeBackout(log.state())).map(({ step }) => step)).toEqual(['cut']);
  });

  it('tells as undone what it was seen to undo, and nothing that surrounds it', () => {
    const around = planOf([{ id: 'freeze', hosts: ['a'] }]);
    const frame = { ...EMPTY_FRAME, before: { steps: around.steps, waves: around.waves } };
    const ran = bothRan(planOf([ONE], { frame }));
    const undoes = ran.state().header.run;
    const backout = createLog(planFor(ran), 'live', { run: 'r-2' as RunId, undoes }).begin();
    backout.run('freeze', 'a').run('one', 'b').run('one', 'a', 'unknown');
    expect(undoneSince(ran.state(), { runs: [backout.state()], isAfter: () => true })).toEqual({
      undone: new Set(['one@b']),
      begun: new Map([['one@a', { run: 'r-2', outcome: 'unknown' }]]),
    });
  });
});
