import { describe, expect, it } from 'vitest';
import {
  comparedRun,
  compareUnits,
  endedAttempts,
  isInBaseline,
  isSameHost,
  pairUnits,
  placeOf,
  type UnitPair,
} from '#core/run/comparison.ts';
import { unitKey } from '#core/run/state.ts';
import { readRun } from '#core/run/view.ts';
import { describeDifference } from '#core/words/run/describe-difference.ts';
import { createLog, type Log, MANUAL, planOf, type StepSpec, shellTask } from './run-fixture.ts';

const wordsOf = (...units: Parameters<typeof compareUnits>) => compareUnits(...units).map(describeDifference);

const run = (specs: readonly StepSpec[], environment = 'production'): Log =>
  createLog(planOf(specs), 'live', { environment }).begin();
const named = ({ a, b }: UnitPair): string => `${a ? unitKey(a.ref) : '–'} ${b ? unitKey(b.ref) : '–'}`;
const pairs = (a: Log, b: Log): readonly string[] => pairUnits(a.state(), b.state()).map(named);

describe('units that belong together', () => {
  it('are those of one step on one host', () => {
    const a = run([
      { id: 'one', hosts: ['a', 'b'] },
      { id: 'desk', hosts: null, task: MANUAL },
    ]);
    const b = run([
      { id: 'one', hosts: ['b', 'c'] },
      { id: 'desk', hosts: null, task: MANUAL },
      { id: 'two', hosts: ['a'] },
    ]);
    expect(pairs(a, b)).toEqual(['one@a –', 'one@b one@b', '– one@c', 'desk desk', '– two@a']);
  });

  it('are found in inventory order where environments differ and a host has no namesake', () => {
    const a = run([{ id: 'one', hosts: ['s1', 'db', 's2'] }], 'staging');
    const b = run([{ id: 'one', hosts: ['db', 'p1', 'p2', 'p3'] }]);
    expect(pairs(a, b)).toEqual(['one@s1 one@p1', 'one@db one@db', 'one@s2 one@p2', '– one@p3']);
    const [first] = pairUnits(a.state(), b.state());
    expect(first?.a && first.b && isSameHost(first.a, first.b)).toBe(false);
  });

  it('are answers where a check or probe was asked', () => {
    const specs = [{ id: 'look', task: shellTask('id', 'check') }, { id: 'do' }];
    const states = { a: run(specs).state(), b: run(specs).state() };
    const answers = pairUnits(states.a, states.b).filter((pair) => isInBaseline(pair, states));
    expect(answers.map(named)).toEqual(['look@a look@a', 'look@b look@b']);
  });
});

describe('how units went', () => {
  const specs = [{ id: 'one', hosts: ['a'] }];

  it('differs by state and by exit code', () => {
    const a = run(specs).run('one', 'a');
    const b = run(specs).intend('one', 'a').finish('one', 'a', 'failed', { exit: 7 });
    expect(wordsOf(a.unit('one', 'a'), b.unit('one', 'a'), [null, null])).toEqual([
      'state: ok → failed',
      'exit: 0 → 7',
    ]);
    expect(wordsOf(a.unit('one', 'a'), a.unit('one', 'a'), [null, null])).toEqual([]);
  });

  it('differs by the signal that ended it', () => {
    const ended = (signal: string | null) =>
      run(specs).intend('one', 'a').finish('one', 'a', 'failed', { exit: null, signal }).unit('one', 'a');
    expect(wordsOf(ended(null), ended('KILL'), [null, null])).toEqual(['signal: none → KILL']);
  });

  it('says nothing of exit codes where one has none, and has no outputs to compare', () => {
    const a = run(specs).run('one', 'a').unit('one', 'a');
    const waiting = run(specs).unit('one', 'a');
    expect(wordsOf(a, waiting, [null, null])).toEqual(['state: ok → waiting']);
    expect(wordsOf(a, waiting, ['succeeded', 'failed'])).toEqual(['state: ok → not reached']);
    expect(endedAttempts(a, waiting)).toBeNull();
  });

  it('goes by the last attempt', () => {
    const a = run(specs).run('one', 'a', 'failed').run('one', 'a').unit('one', 'a');
    expect(endedAttempts(a, a)?.map(({ number }) => number)).toEqual([2, 2]);
  });
});

it('names a run by what was run where and how', () => {
  const state = run([{ id: 'one' }], 'staging').state();
  expect(comparedRun(readRun(state, { carriedOut: true, head: null }))).toMatchObject({
    run: state.header.run,
    version: '2.0.0',
    plan: 'deployment',
    environment: 'staging',
    mode: 'live',
    state: 'running',
  });
});

it.each([
  [{ host: 'web1', otherHost: null }, 'web1'],
  [{ host: 'stage1', otherHost: 'web1' }, 'stage1 → web1'],
  [{ host: null, otherHost: null }, null],
])('names the place of %j', (place, words) => {
  expect(placeOf(place as never)).toBe(words);
});
