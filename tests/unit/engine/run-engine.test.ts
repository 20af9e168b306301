import { describe, expect, it } from 'vitest';
import type { Plan } from '#core/plan/model.ts';
import { createCancellation } from '#engine/cancellation.ts';
import { planOf, shellTask } from '../run/run-fixture.ts';
import { createWorld, type World } from './engine-fixture.ts';

const index = (world: World, text: string): number => world.trace.findIndex((line) => line.startsWith(text));
const types = (world: World): string[] => world.events.map((event) => event.type);

async function finish(world: World, plan: Plan) {
  const handle = world.start(plan);
  await world.settle();
  return { handle, end: await handle.ended };
}

describe('a run', () => {
  it('goes from preflight to its end, and gives the run back', async () => {
    const world = createWorld();
    const { end } = await finish(world, planOf([{ id: 'one' }, { id: 'two', hosts: ['a'] }]));
    expect(end).toMatchObject({ kind: 'finished', state: { outcome: 'succeeded' } });
    expect(world.trace.slice(-2)).toEqual(['append runFinished', 'release']);
    expect(world.pending()).toBe(0);
  });

  it('puts the intent down before anything of it is sent', async () => {
    const world = createWorld();
    await finish(world, planOf([{ id: 'one' }]));
    for (const host of ['a', 'b']) {
      const intent = index(world, `append attemptIntended one@${host}`);
      expect(intent).toBeGreaterThan(0);
      expect(index(world, `send ${host} do one`)).toBeGreaterThan(intent);
    }
  });

  it('puts facts that come together down in one commit', async () => {
    const world = createWorld();
    const hosts = Array.from({ length: 8 }, (_, i) => `h${i}`);
    await finish(world, planOf([{ id: 'one', hosts }]));
    const intents = world.events.filter((event) => event.type === 'attemptIntended');
    expect(intents).toHaveLength(8);
    expect(Math.max(...world.commits)).toBeGreaterThanOrEqual(8);
    expect(world.commits.length).toBeLessThan(world.events.length / 2);
  });

  it('puts an outcome, and the start before it, down with what is intended because of it', async () => {
    const world = createWorld();
    await finish(world, planOf(['one', 'two', 'three'].map((id) => ({ id, hosts: ['a'] }))));
    const left = types(world);
    const commits = world.commits.map((size) => left.splice(0, size));
    const settled = commits.filter((commit) => commit.includes('attemptFinished'));
    expect(settled).toEqual([
      ['attemptStarted', 'attemptFinished', 'attemptIntended'],
      ['attemptStarted', 'attemptFinished', 'attemptIntended'],
      ['attemptStarted', 'attemptFinished'],
    ]);
  });

  it('puts an outcome down where what is to begin finds no room, and sends nothing more', async () => {
    const world = createWorld();
    const handle = world.start(planOf(['one', 'two'].map((id) => ({ id, hosts: ['a'] }))), (events) => {
      if (events.some((event) => event.type === 'attemptIntended')) world.failOn('attemptIntended');
    });
    await world.settle();
    expect(await handle.ended).toMatchObject({ kind: 'broken', error: { code: 'disk-full' } });
    expect(types(world).slice(-2)).toEqual(['attemptStarted', 'attemptFinished']);
    expect(index(world, 'send a do two')).toBe(-1);
  });

  it('hides nothing of what a host is: a lost link is unknown, no marker is unreachable', async () => {
    const world = createWorld({
      behave: (text) =>
        text.includes('do lost')
          ? { end: { kind: 'lost', loss: { kind: 'broke', said: 'connection reset' } } }
          : { silent: true, end: { kind: 'exit', code: 97 } },
    });
    const plan = planOf([
      { id: 'lost', hosts: ['a'], onFailure: 'ignore' },
      { id: 'mute', hosts: ['a'], onFailure: 'ignore' },
    ]);
    await finish(world, plan);
    const outcomes = world.events.flatMap((event) =>
      event.type === 'attemptFinished' ? [event.data.outcome] : [],
    );
    expect(outcomes).toEqual(['unknown', 'unreachable']);
  });
});

describe('something that hears of a wish to stop and fails at it', () => {
  const failing = (world: World): World => {
    world.ports.transport.checkLinks = () => {
      throw new TypeError('no such link');
    };
    return world;
  };
  const kept = () => createWorld({ behave: () => ({ end: null }) });

  it.each(['leave', 'stop'] as const)('at %s: the run ends, says why, and is given back', async (word) => {
    const world = failing(kept());
    const handle = world.start(planOf([{ id: 'one' }]));
    await world.settle();
    if (word === 'leave') handle.leave();
    else void handle.stop('eva', null).catch(() => undefined);
    await world.advance(60_000);
    expect(await handle.ended).toMatchObject({ kind: 'broken', error: { message: 'no such link' } });
    expect(world.trace).toContain('release');
  });

  it('at its end: the outcome is on record, and what failed is told', async () => {
    const world = failing(createWorld());
    const { end } = await finish(world, planOf([{ id: 'one' }]));
    expect(end).toMatchObject({ kind: 'broken', error: { message: 'no such link' } });
    expect(end.state.outcome).toBe('succeeded');
    expect(types(world).at(-1)).toBe('runFinished');
    expect(world.trace.at(-1)).toBe('release');
  });

  it('the others hear of it all the same', () => {
    const { onWish, wish } = createCancellation();
    const heard: string[] = [];
    onWish(() => heard.push('first'));
    onWish(() => {
      throw new TypeError('second');
    });
    onWish(() => heard.push('third'));
    expect(wish).toThrow('second');
    expect(heard).toEqual(['first', 'third']);
  });
});

describe('a store that fails', () => {
  it.each(['attemptIntended', 'preflightFinished', 'runStarted'])(
    'at %s: nothing of a step is sent',
    async (type) => {
      const world = createWorld();
      world.failOn(type);
      const { end } = await finish(world, planOf([{ id: 'one' }]));
      expect(end).toMatchObject({ kind: 'broken', error: { name: 'StoreFailure', code: 'disk-full' } });
      expect(index(world, 'send a do one')).toBe(-1);
      expect(world.trace.at(-1)).toBe('release');
    },
  );

  it('when an outcome comes in: nothing more is sent, and nothing is recorded after it', async () => {
    const world = createWorld();
    world.failOn('attemptFinished');
    const { end } = await finish(world, planOf([{ id: 'one', parallel: 1 }, { id: 'two' }]));
    expect(end.kind).toBe('broken');
    await world.advance(10_000);
    expect(world.trace.filter((line) => /^send \S+ do /.test(line))).toEqual(['send a do one']);
    expect(types(world)).not.toContain('attemptFinished');
  });

  it('at an answer: the run is broken, not hanging', async () => {
    const world = createWorld({ behave: () => ({ end: { kind: 'exit', code: 1 } }) });
    const handle = world.start(planOf([{ id: 'one', hosts: ['a'] }]));
    await world.settle();
    world.failOn('questionAnswered');
    const given = handle.answer({
      question: 'unit:one@a#1',
      answer: { to: 'unit', remedy: 'retry' },
      by: 'engineer',
      note: null,
    });
    const refused = expect(given).rejects.toThrow('The disk is full');
    await world.settle();
    await refused;
    expect((await handle.ended).kind).toBe('broken');
  });

  it('before the run is recorded: the caller, whose lock it is, is told', () => {
    const world = createWorld();
    world.failOn('runCreated');
    expect(() => world.start(planOf([{ id: 'one' }]))).toThrow('The disk is full');
    expect(world.trace).toEqual(['fail runCreated']);
  });
});

describe('a retry', () => {
  const plan = planOf([{ id: 'one', hosts: ['a'], retry: { times: 2, delayMs: 5000 } }]);
  const failing = () =>
    createWorld({ behave: (_text, time) => ({ end: { kind: 'exit', code: time < 3 ? 1 : 0 } }) });
  const tries = (world: World): number => world.trace.filter((line) => line === 'send a do one').length;

  it('waits out its delay on the clock', async () => {
    const world = failing();
    const handle = world.start(plan);
    await world.settle();
    expect(tries(world)).toBe(1);
    await world.advance(4999);
    expect(tries(world)).toBe(1);
    await world.advance(1);
    expect(tries(world)).toBe(2);
    await world.advance(5000);
    expect(await handle.ended).toMatchObject({ state: { outcome: 'succeeded' } });
    expect(tries(world)).toBe(3);
  });

  it('is not made after a stop, and no timer outlives the run', async () => {
    const world = failing();
    const handle = world.start(plan);
    await world.settle();
    void handle.stop('engineer', null);
    await world.settle();
    expect((await handle.ended).kind).toBe('finished');
    expect(world.pending()).toBe(0);
    await world.advance(60_000);
    expect(tries(world)).toBe(1);
  });

  it('is not made on a host that was excluded during the delay', async () => {
    const world = failing();
    const handle = world.start(plan);
    await world.settle();
    void handle.exclude('a' as never, 'engineer', null);
    await world.advance(60_000);
    expect(await handle.ended).toMatchObject({ state: { outcome: 'failed' } });
    expect(tries(world)).toBe(1);
  });
});

describe('a stop', () => {
  it('ends what runs by its process group, and takes no late output into the record', async () => {
    const world = createWorld({ behave: () => ({ stdout: ['begun\n'], end: null }) });
    const handle = world.start(planOf([{ id: 'one', hosts: ['a'] }, { id: 'two' }]));
    await world.advance(900);
    expect(
      handle
        .state()
        .units.get('one' as never)
        ?.get('a')?.state,
    ).toBe('running');
    void handle.stop('engineer', 'smoke');
    await world.settle();
    await handle.ended;
    const last = world.events.find((event) => event.type === 'attemptFinished');
    expect(last?.data).toMatchObject({
      outcome: 'stopped',
      reason: { kind: 'stopped', seen: 'group' },
    });
    const kept = world.output('one', 'a');
    expect(last?.type === 'attemptFinished' && last.data.stdout.bytes).toBe(kept.length);
    expect(world.payloads.filter((payload) => payload.includes('hp_group=41;'))).toHaveLength(1);
  });

  it('ends a step at its time limit by the clock', async () => {
    const world = createWorld({ behave: () => ({ end: null }) });
    world.start(planOf([{ id: 'one', hosts: ['a'] }]));
    await world.settle();
    await world.advance(999);
    expect(types(world)).not.toContain('attemptFinished');
    await world.advance(1);
    expect(world.events.find((event) => event.type === 'attemptFinished')?.data).toMatchObject({
      outcome: 'failed',
    });
  });

  it('during preflight ends the run as soon as preflight has let go of the hosts, and begins nothing', async () => {
    const world = createWorld();
    const handle = world.start(planOf([{ id: 'one' }]));
    void handle.stop('engineer', null);
    await world.settle();
    expect(await handle.ended).toMatchObject({ kind: 'finished', state: { outcome: 'stopped' } });
    expect(types(world)).toEqual(['runCreated', 'stopRequested', 'preflightFinished', 'runFinished']);
  });

  const hosts = Array.from({ length: 20 }, (_, i) => `h${i}`);
  const MANY = planOf(Array.from({ length: 6 }, (_, i) => ({ id: `s${i}`, hosts })));
  const behind = (world: World, type: string): string[] => types(world).slice(types(world).indexOf(type) + 1);

  it.each([
    ['stop', 'stopRequested'],
    ['pause', 'runPaused'],
  ] as const)(
    'no attempt begins behind a %s, whenever among many short steps it comes',
    async (act, type) => {
      const until = createWorld();
      await finish(until, MANY);
      for (let after = 2; after < until.events.length; after += 7) {
        const world = createWorld();
        const handle = world.start(MANY, (events) => {
          if (events.some(({ seq }) => seq === after)) void handle[act]('engineer', null);
        });
        await world.settle();
        expect(types(world)).toContain(type);
        expect(behind(world, type)).not.toContain('attemptIntended');
      }
    },
  );

  it('goes ahead of everything that comes in with it', async () => {
    const world = createWorld();
    const handle = world.start(MANY, (events) => {
      if (!events.some((event) => event.type === 'runStarted')) return;
      void handle.addNote('engineer', 'seen');
      void handle.stop('engineer', null);
    });
    await world.settle();
    expect(types(world).slice(3)).toEqual(['stopRequested', 'noteAdded', 'runFinished']);
  });

  it('after the end changes nothing and adds nothing behind the seal', async () => {
    const world = createWorld();
    const { handle } = await finish(world, planOf([{ id: 'one' }]));
    const before = world.events.length;
    await handle.stop('engineer', null);
    await handle.addNote('engineer', 'late');
    await world.settle();
    expect(world.events).toHaveLength(before);
  });
});

describe('a secret', () => {
  const WORD = 'hunter2-of-the-database';
  const task = shellTask('show');
  if (!('shell' in task)) throw new Error('a command has a shell');
  const plan = planOf([
    {
      id: 'one',
      hosts: ['a'],
      onFailure: 'ignore',
      task: {
        ...task,
        shell: {
          ...task.shell,
          env: { WORD: [{ late: 'secret', name: 'word' }] },
          capture: { found: 'is (.*)' },
          expect: { ...task.shell.expect, stderrNot: 'nothing' },
        },
      } as typeof task,
    },
  ]);

  it.each([1, 5, 22])(
    'is covered in output and not captured when it comes in pieces of %i bytes',
    async (size) => {
      const said = Buffer.from(`it is ${WORD}\n`);
      const pieces = Array.from({ length: Math.ceil(said.length / size) }, (_, i) =>
        said.subarray(i * size, (i + 1) * size),
      );
      const world = createWorld({ secrets: { word: WORD }, behave: () => ({ stdout: pieces }) });
      await finish(world, plan);
      expect(world.output('one', 'a')).toBe('it is •••\n');
      expect(JSON.stringify(world.events)).not.toContain(WORD);
      expect(JSON.stringify(world.events)).toContain('"because":{"kind":"match-secret"}');
      expect(world.payloads.some((payload) => payload.includes(WORD))).toBe(true);
      expect(world.trace.filter((line) => line.startsWith('exec')).join()).not.toContain(WORD);
    },
  );

  it('is covered in the words of a host that did not start the step', async () => {
    const world = createWorld({
      secrets: { word: WORD },
      behave: () => ({ silent: true, stderr: [`no ${WORD} here`], end: { kind: 'exit', code: 1 } }),
    });
    await finish(world, plan);
    expect(JSON.stringify(world.events)).toContain('no ••• here');
    expect(JSON.stringify(world.events)).not.toContain(WORD);
  });
});
