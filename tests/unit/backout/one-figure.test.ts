/** How long a backout takes is one figure: computed once by hand here, and the same on every surface. */
import { describe, expect, it } from 'vitest';
import { describeBackout } from '#cli/backout-words.ts';
import { backoutPlan, computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { backoutJson } from '#core/backout/backout-json.ts';
import { backoutClock, clockJson } from '#core/backout/clock.ts';
import { mirrorEnvironment, mirrorTimes } from '#core/backout/mirror-times.ts';
import { NO_HISTORY, timeOfSteps } from '#core/backout/time.ts';
import { timesByStep } from '#core/backout/times-by-step.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Environment, Phase, Release, Revision, Step, StepId } from '#core/release/model.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import { plannedUnit, type RunState } from '#core/run/state.ts';
import { describeEstimate } from '#core/words/describe-estimate.ts';
import { host, options, phase, planned, release, request, run, step, undoBy } from '../plan/small-release.ts';
import { createLog, ref } from '../run/run-fixture.ts';

const MINUTE = 60_000;

interface Case {
  readonly what: string;
  readonly deployment: readonly Phase[];
  readonly before?: readonly Step[];
  readonly after?: readonly Step[];
  readonly minutes: number;
  /** Titles of the steps that nobody estimated. */
  readonly without?: readonly string[];
}

const undo = (minutes: number | null) =>
  undoBy('back', minutes === null ? {} : { takesMs: minutes * MINUTE });
const rolled = (given: Partial<NonNullable<Step['rollout']>>): NonNullable<Step['rollout']> => ({
  batches: [],
  parallel: null,
  stopAfter: null,
  pause: 'none',
  ...given,
});
const sizes = (...counts: (number | 'rest')[]) =>
  counts.map((count) =>
    count === 'rest' ? ({ kind: 'rest' } as const) : ({ kind: 'count', count } as const),
  );
const wait = (id: string, ms: number): Step =>
  step(id, { kind: 'wait', until: { kind: 'for', ms } }, { undo: { kind: 'nothing', why: 'A wait' } });

const CASES: readonly Case[] = [
  {
    what: 'batches come one after the other',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a or b or c or d',
          undo: undo(10),
          rollout: rolled({ batches: sizes(1, 1, 'rest') }),
        }),
      ]),
    ],
    minutes: 30,
  },
  {
    what: 'hosts that are done one at a time, and what comes before and after',
    deployment: [
      phase('main', [run('one', 'do', { on: 'all', undo: undo(10), rollout: rolled({ parallel: 1 }) })]),
    ],
    before: [run('freeze', 'freeze', { on: 'a', takesMs: 20 * MINUTE })],
    after: [run('proof', 'proof', { on: 'all', takesMs: 40 * MINUTE })],
    minutes: 120,
  },
  {
    what: 'fewer at a time than there are hosts, and an undo that takes as long as its step',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a or b or c or d or e',
          takesMs: 4 * MINUTE,
          undo: undo(null),
          rollout: rolled({ parallel: 2 }),
        }),
      ]),
    ],
    minutes: 12,
  },
  {
    what: 'a rolling phase',
    deployment: [
      phase('tier', [run('drain', 'do', { undo: undo(5) }), run('swap', 'do', { undo: undo(2) })], {
        on: 'a or b or c',
        rollout: rolled({ batches: sizes(1) }),
      }),
    ],
    minutes: 21,
  },
  {
    what: 'waits, and steps that nobody estimated, by their names',
    deployment: [
      phase('main', [
        run('one', 'do', { on: 'a', undo: undo(null) }),
        run('two', 'do', { on: 'b', undo: undo(3) }),
      ]),
    ],
    before: [run('freeze', 'freeze', { on: 'a or b' })],
    after: [wait('settle', 15 * MINUTE)],
    minutes: 18,
    without: ['Title of freeze', 'Undo: Title of one'],
  },
  {
    what: 'hosts that a condition leaves out',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a or b or c',
          when: 'host.name != "b"',
          undo: undo(10),
          rollout: rolled({ parallel: 1 }),
        }),
      ]),
    ],
    minutes: 20,
  },
  {
    what: 'a batch that a person releases, which takes as long as that person',
    deployment: [phase('main', [run('one', 'do', { on: 'a', undo: undo(1) })])],
    after: [
      run('proof', 'proof', {
        on: 'a or b',
        takesMs: 2 * MINUTE,
        rollout: rolled({ batches: sizes(1), pause: 'hold' }),
      }),
    ],
    minutes: 5,
    without: ['Title of proof'],
  },
];

const CONDITIONS: readonly Case[] = [
  {
    what: 'hosts that a condition leaves out of each batch, and no step that it leaves out everywhere',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a or b or c or d',
          when: 'host.name != "b" and host.name != "d"',
          undo: undo(10),
          rollout: rolled({ batches: sizes(2), parallel: 1 }),
        }),
      ]),
    ],
    before: [run('freeze', 'freeze', { on: 'a', when: 'host.name == "b"' })],
    after: [run('proof', 'proof', { on: 'a', when: 'host.name == "b"', takesMs: MINUTE })],
    minutes: 20,
  },
  {
    what: 'steps whose condition hangs on a value that is captured until then',
    deployment: [
      phase('main', [
        run('first', 'look', { on: 'a or b', capture: { state: '.*' }, undo: undo(1) }),
        run('one', 'do', { on: 'a or b', when: 'step.first.state == "up"', undo: undo(10) }),
      ]),
      phase('tell', [
        step(
          'desk',
          { kind: 'manual', text: 'Call', items: [] },
          { when: 'step.first.state@b == "up"', undo: { kind: 'nothing', why: 'A call' } },
        ),
      ]),
    ],
    after: [
      step(
        'calm',
        { kind: 'manual', text: 'Tell', items: [] },
        { takesMs: 2 * MINUTE, when: 'vars.a == "up"' },
      ),
      step(
        'quiet',
        { kind: 'manual', text: 'Tell', items: [] },
        { takesMs: 2 * MINUTE, when: 'vars.a != "up"' },
      ),
    ],
    minutes: 13,
  },
];

const KINDS: readonly Case[] = [
  {
    what: 'batches of hosts that are done one at a time, each by itself, before and after as well',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a or b or c or d',
          undo: undo(10),
          rollout: rolled({ batches: sizes(2), parallel: 1 }),
        }),
      ]),
    ],
    after: [
      run('proof', 'proof', {
        on: 'a or b or c or d',
        takesMs: MINUTE,
        rollout: rolled({ batches: sizes(2), parallel: 1 }),
      }),
    ],
    minutes: 44,
  },
  {
    what: 'waits for a check by their limit, and no wait until a time of day',
    deployment: [
      phase('main', [
        run('one', 'do', {
          on: 'a',
          undo: {
            kind: 'undo',
            title: 'Wait for it',
            action: {
              kind: 'wait',
              until: { kind: 'check', text: 'test -e up', everyMs: 1000, timeoutMs: 7 * MINUTE },
            },
            options: options(),
          },
        }),
      ]),
    ],
    before: [
      step(
        'up',
        { kind: 'wait', until: { kind: 'check', text: 'true', everyMs: 1000, timeoutMs: 5 * MINUTE } },
        { on: 'a' },
      ),
      step('night', { kind: 'wait', until: { kind: 'time', at: '2026-11-21T04:00:00Z' } }),
    ],
    minutes: 12,
    without: ['Title of night'],
  },
  {
    what: 'nothing for points of no return and for what has nothing to undo',
    deployment: [
      phase('main', [
        run('copy', 'do', { on: 'a', undo: { kind: 'nothing', why: 'A copy' } }),
        run('one', 'do', { on: 'a', undo: undo(3) }),
        run('cut', 'do', { on: 'a', takesMs: MINUTE, undo: { kind: 'no-return', why: 'Tokens move' } }),
        run('two', 'do', { on: 'a', undo: undo(4) }),
      ]),
    ],
    after: [run('proof', 'proof', { on: 'a', takesMs: MINUTE })],
    minutes: 8,
  },
];

const ENVIRONMENT: Environment = {
  name: 'production',
  kind: 'production',
  vars: { a: 'up' },
  hosts: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => host(name)),
};

function releaseOf({ deployment, before = [], after = [] }: Case): Release {
  const base = release({ deployment, environments: [ENVIRONMENT] });
  return { ...base, backout: { ...base.backout, before, after } };
}

/** The state when every unit has run, in the order of the plan. */
function allRan(plan: Plan): RunState {
  const log = createLog(plan).begin();
  for (const wave of plan.waves)
    for (const name of wave.hosts.length === 0 ? [null] : wave.hosts)
      if (plannedUnit(plan, ref(wave.step, name)).skipBecause === null) log.run(wave.step, name);
  return log.state();
}

describe.each([...CASES, ...CONDITIONS, ...KINDS])('the time of a backout counts $what', (each) => {
  const of = releaseOf(each);
  const wanted = request([], { release: of });
  const plan = planned(wanted);
  const whole = planned({ ...wanted, plan: 'backout' });
  const state = allRan(plan);
  const backout = computeBackout(state);
  const expected = { ms: each.minutes * MINUTE, without: [...(each.without ?? [])].toSorted() };
  const words = describeEstimate(backout.estimate);
  const figure = ({ ms, without }: (typeof backout)['estimate']) => ({
    ms,
    without: without.map(({ title }) => title).toSorted(),
  });

  it('in the mirror, while the release is written', () => {
    const last = plan.steps.at(-1)!.id;
    expect(figure(mirrorTimes(of, 'deployment', 'production').get(last)!.estimate)).toEqual(expected);
  });

  it('in the mirror step by step as on paper', () => {
    const steps = (times: ReturnType<typeof timesByStep>) =>
      [...times].map(([id, { estimate, noReturn }]) => [id, figure(estimate), noReturn]);
    expect(steps(mirrorTimes(of, 'deployment', 'production'))).toEqual(steps(timesByStep(plan)));
  });

  it('in the plan of the whole backout, and in the backout that is run', () => {
    expect(figure(timeOfSteps(whole))).toEqual(expected);
    expect(figure(timeOfSteps(backoutPlan(state, backout, null)))).toEqual(expected);
  });

  it('in the list, in words and in JSON', () => {
    expect(figure(backout.estimate)).toEqual(expected);
    expect(describeBackout(backout, [])).toContain(`(${words})`);
    expect(backoutJson(backout, [])).toMatchObject({
      estimate: { ms: expected.ms, unestimated: expected.without.length },
    });
  });

  it('in the clock of the cockpit and of show', () => {
    const clock = backoutClock({ state, history: NO_HISTORY, now: new Date(0) });
    expect(figure(clock.backout.estimate)).toEqual(expected);
    expect(clockJson(clock)).toMatchObject({
      backoutMs: expected.ms,
      unestimated: expected.without.length,
    });
  });

  it('on paper, beside the last step and over the backout plan', () => {
    const book = {
      release: of,
      environment: 'production',
      revision: '0'.repeat(64) as Revision,
      plans: [plan, whole],
      unresolved: [],
      printedAt: '2026-11-21T04:00:00.000Z',
    };
    const { html } = renderRunbook(book);
    expect(html).toContain(`backing out from here: ${words}`);
    expect(html).toContain(`All of it takes ${words}.`);
    expect(renderRunbookMarkdown(book)).toContain(`All of it takes ${words}.`);
  });
});

describe('the mirror', () => {
  const [, production] = CASES;
  const of = releaseOf(production!);
  const named = (name: string, kind: Environment['kind']): Environment => ({ ...ENVIRONMENT, name, kind });

  it.each([
    { environments: [named('lab', 'test'), named('live', 'production')], shows: 'live' },
    { environments: [named('lab', 'test'), named('other', 'test')], shows: 'lab' },
    { environments: [], shows: undefined },
  ])('counts the hosts of production, else of the first environment: $shows', ({ environments, shows }) => {
    expect(mirrorEnvironment({ ...of, environments })?.name).toBe(shows);
  });

  it('says nothing of an environment that is not there', () => {
    expect(mirrorTimes(of, 'deployment', 'nowhere')).toEqual(new Map());
  });

  it.each([
    ['in the mirror', mirrorTimes(releaseOf(KINDS.at(-1)!), 'deployment', 'production')],
    ['on paper', timesByStep(planned(request([], { release: releaseOf(KINDS.at(-1)!) })))],
  ])(
    'counts what surrounds a backout from the first undo on, and passes a point of no return: %s',
    (_, times) => {
      const minutes = [...times].map(([id, { estimate, noReturn }]) => [id, estimate.ms / MINUTE, noReturn]);
      expect(minutes).toEqual([
        ['copy', 0, false],
        ['one', 4, false],
        ['cut', 4, true],
        ['two', 8, true],
      ]);
      expect([...times.values()].map(({ estimate }) => estimate.unestimated)).toEqual([0, 0, 0, 0]);
    },
  );

  it('is told of a plan that was frozen without what surrounds its backout', () => {
    const plan = planned(request([run('one', 'do', { on: 'web1', undo: undo(3) })]));
    const { frame: _, ...bare } = plan;
    expect(timesByStep(bare).get('one' as StepId)?.estimate.ms).toBe(3 * MINUTE);
  });
});

it('what a person releases is not taken for known by what earlier backouts took', () => {
  const paused = CASES.at(-1)!;
  const state = allRan(planned(request([], { release: releaseOf(paused) })));
  const history = new Map([['proof' as StepId, 5 * MINUTE]]);
  expect(computeBackout(state, WHOLE_BACKOUT, history).estimate).toMatchObject({
    ms: 11 * MINUTE,
    without: [{ step: 'proof' }],
  });
});
