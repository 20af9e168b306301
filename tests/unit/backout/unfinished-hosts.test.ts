import { describe, expect, it } from 'vitest';
import { hostsLeft, unfinishedByCause } from '#core/backout/unfinished-hosts.ts';
import { readRun } from '#core/run/view.ts';
import { createLog, planOf, ref } from '../run/run-fixture.ts';

describe('the hosts on which a run is not done', () => {
  const hosts = [
    'ok',
    'failed',
    'unreachable',
    'unknown',
    'stopped',
    'excluded',
    'both',
    'waiting',
    'skipped',
  ];
  const log = createLog(
    planOf([
      { id: 'one', hosts },
      { id: 'desk', hosts: null },
      { id: 'two', hosts },
    ]),
  ).begin();
  for (const outcome of ['failed', 'unreachable', 'unknown', 'stopped'] as const)
    log.run('one', outcome, outcome);
  log
    .run('one', 'both', 'failed')
    .run('one', 'excluded')
    .run('one', 'ok')
    .run('desk', null, 'failed')
    .run('two', 'ok');
  for (const host of ['excluded', 'both'])
    log.add({
      type: 'hostExcluded',
      data: { host: ref('one', host).host!, by: 'engineer', note: 'broken' },
    });
  for (const step of ['one', 'two'])
    log.add({ type: 'unitSkipped', data: { ...ref(step, 'skipped'), reason: { kind: 'rehearsal' } } });

  const view = readRun(log.state(), { carriedOut: false, head: null });

  it('are named once each, by the worst that keeps them', () => {
    expect(unfinishedByCause(view)).toEqual({
      failed: ['failed', 'unreachable', 'unknown', 'stopped', 'both'],
      excluded: ['excluded'],
      waiting: ['waiting'],
    });
  });

  it('are all of them for a run that takes them up, failed ones first', () => {
    expect(hostsLeft(unfinishedByCause(view))).toEqual([
      ...['failed', 'unreachable', 'unknown', 'stopped', 'both'],
      'excluded',
      'waiting',
    ]);
  });
});

describe('what a repair has finished since', () => {
  const viewOf = (log: ReturnType<typeof createLog>) =>
    readRun(log.state(), { carriedOut: false, head: null });
  const run = (hosts: readonly string[], bad: readonly string[]) => {
    const log = createLog(planOf([{ id: 'one', hosts }])).begin();
    for (const host of hosts) if (host !== 'late') log.run('one', host, bad.includes(host) ? 'failed' : 'ok');
    return viewOf(log);
  };
  const first = run(['a', 'b', 'c', 'late'], ['b', 'c']);
  const repairedOf = (...repairs: readonly [ReturnType<typeof run>, ...string[]][]) =>
    hostsLeft(
      unfinishedByCause(
        first,
        repairs.map(([view, ...undone]) => ({ view, undone: new Set(undone) })),
      ),
    );

  it('is left alone, and what it failed on or did not come to is not', () => {
    expect(repairedOf()).toEqual(['b', 'c', 'late']);
    expect(repairedOf([run(['b', 'c', 'late'], ['c'])])).toEqual(['c', 'late']);
    expect(repairedOf([run(['b'], [])])).toEqual(['c', 'late']);
  });

  it('is told by the newest repair that had the host', () => {
    expect(repairedOf([run(['b', 'c'], ['c'])], [run(['c'], [])])).toEqual(['late']);
    expect(repairedOf([run(['b'], [])], [run(['b'], ['b'])])).toEqual(['b', 'c', 'late']);
  });

  it('is left again where the repair was taken back', () => {
    expect(repairedOf([run(['b', 'c'], []), 'one@b'])).toEqual(['b', 'late']);
    const both = createLog(
      planOf([
        { id: 'one', hosts: ['b'] },
        { id: 'two', hosts: ['b'] },
      ]),
    ).begin();
    both.run('one', 'b').run('two', 'b');
    expect(repairedOf([viewOf(both), 'one@b'])).toEqual(['b', 'c', 'late']);
  });
});
