/** Plans with the time that their backout takes, computed by hand. */
import type { Environment, Phase, Release, Step } from '#core/release/model.ts';
import { host, options, phase, release, run, step, undoBy } from '../plan/small-release.ts';

export const MINUTE = 60_000;

export interface Case {
  readonly what: string;
  readonly deployment: readonly Phase[];
  readonly before?: readonly Step[];
  readonly after?: readonly Step[];
  /** Selector of the hosts that the plan is limited to. */
  readonly limit?: string;
  readonly minutes: number;
  /** Titles of the steps that nobody estimated. */
  readonly without?: readonly string[];
  /** The same once earlier backouts took so many minutes on a unit of these steps. */
  readonly slower: Slower;
}

export interface Slower {
  readonly took: Readonly<Record<string, number>>;
  readonly minutes: number;
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

export const CASES: readonly Case[] = [
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
    slower: { took: { one: 12 }, minutes: 36 },
  },
  {
    what: 'hosts that are done one at a time, and what comes before and after',
    deployment: [
      phase('main', [run('one', 'do', { on: 'all', undo: undo(10), rollout: rolled({ parallel: 1 }) })]),
    ],
    before: [run('freeze', 'freeze', { on: 'a', takesMs: 20 * MINUTE })],
    after: [run('proof', 'proof', { on: 'all', takesMs: 40 * MINUTE })],
    minutes: 120,
    slower: { took: { one: 5, freeze: 30 }, minutes: 130 },
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
    slower: { took: { one: 6 }, minutes: 18 },
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
    slower: { took: { swap: 4 }, minutes: 27 },
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
    slower: { took: { one: 4 }, minutes: 22, without: ['Title of freeze'] },
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
    slower: { took: { one: 11 }, minutes: 22 },
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
    slower: { took: { proof: 5 }, minutes: 11, without: ['Title of proof'] },
  },
];

export const CONDITIONS: readonly Case[] = [
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
    slower: { took: { one: 15 }, minutes: 30 },
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
    slower: { took: { first: 3 }, minutes: 15 },
  },
];

export const KINDS: readonly Case[] = [
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
    slower: { took: { proof: 2 }, minutes: 48 },
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
    slower: { took: { up: 6 }, minutes: 13, without: ['Title of night'] },
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
    slower: { took: { two: 9 }, minutes: 13 },
  },
];

const ROLLED: Pick<Case, 'deployment' | 'before' | 'after'> = {
  deployment: [
    phase(
      'tier',
      [run('drain', 'do', { undo: undo(5), when: 'host.name != "c"' }), run('swap', 'do', { undo: undo(2) })],
      { on: 'a or b or c or d', rollout: rolled({ batches: sizes(1, 'rest'), parallel: 2, pause: 'hold' }) },
    ),
  ],
  before: [wait('settle', 3 * MINUTE)],
  after: [run('proof', 'proof', { on: 'all', takesMs: MINUTE, rollout: rolled({ parallel: 1 }) })],
};

export const MIXED: readonly Case[] = [
  {
    what: 'no release of a batch on which nothing is done',
    deployment: [phase('main', [run('one', 'do', { on: 'a', undo: undo(1) })])],
    after: [
      run('proof', 'proof', {
        on: 'a or b or c',
        when: 'host.name != "b" and host.name != "c"',
        takesMs: 2 * MINUTE,
        rollout: rolled({ batches: sizes(1), pause: 'hold' }),
      }),
    ],
    minutes: 3,
    slower: { took: { proof: 5 }, minutes: 6 },
  },
  {
    what: 'batches of a rolling phase whose condition leaves hosts out, a few at a time, between a wait and a proof',
    ...ROLLED,
    minutes: 25,
    slower: { took: { drain: 6 }, minutes: 27 },
  },
  {
    what: 'of the same only the hosts of a limit',
    ...ROLLED,
    limit: 'b or c',
    minutes: 14,
    slower: { took: { drain: 6 }, minutes: 15 },
  },
];

export const ENVIRONMENT: Environment = {
  name: 'production',
  kind: 'production',
  vars: { a: 'up' },
  hosts: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => host(name)),
};

export function releaseOf({ deployment, before = [], after = [] }: Case): Release {
  const base = release({ deployment, environments: [ENVIRONMENT] });
  return { ...base, backout: { ...base.backout, before, after } };
}
