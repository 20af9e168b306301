import { describe, expect, it } from 'vitest';
import { unfinishedByCause, unfinishedHosts } from '#core/backout/unfinished-hosts.ts';
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

  it('are named once each, by the worst that keeps them', () => {
    expect(unfinishedByCause(log.state())).toEqual({
      failed: ['failed', 'unreachable', 'unknown', 'stopped', 'both'],
      excluded: ['excluded'],
      waiting: ['waiting'],
    });
  });

  it('are all of them for a run that takes them up, failed ones first', () => {
    expect(unfinishedHosts(log.state())).toEqual([
      ...['failed', 'unreachable', 'unknown', 'stopped', 'both'],
      'excluded',
      'waiting',
    ]);
  });
});
