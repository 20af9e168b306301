import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { LogEntry } from '#core/diagnostics/log-entry.ts';
import type { RunActivity } from '#core/run/activity.ts';
import { describeSleep } from '#core/words/run/describe-activity.ts';
import { watchSleep } from '#main/sleep.ts';
import { running } from './runs-fixture.ts';

function workstation() {
  const power = new EventEmitter();
  const seen: string[] = [];
  const logged: LogEntry[] = [];
  let at = 1_000_000;
  let runs: readonly RunActivity[] = [];
  watchSleep({
    power,
    now: () => at,
    runs: () => runs,
    checkLinks: () => seen.push('links checked'),
    log: (entry) => logged.push(entry),
    tell: (slept) => seen.push(describeSleep(slept).title),
  });
  return {
    seen,
    logged,
    open: (...now: readonly RunActivity[]) => {
      runs = now;
    },
    sleep: (ms: number) => {
      power.emit('suspend');
      at += ms;
    },
    wake: () => power.emit('resume'),
  };
}

it('checks every connection as soon as the workstation wakes, and tells how long it slept under open runs', () => {
  const { seen, logged, open, sleep, wake } = workstation();
  open(running(), running({ outcome: 'succeeded' }), running({ brokenBy: 'The disk is full.' }));
  sleep(7_500_000);
  expect(seen).toEqual([]);
  wake();
  expect(seen).toEqual(['links checked', 'The workstation was asleep for 2 h 05 min']);
  expect(logged).toEqual([
    { event: 'suspended', runs: 1 },
    { event: 'woke', ms: 7_500_000, runs: 1 },
  ]);
});

it('tells nobody of a sleep in which nothing was open', () => {
  const { seen, sleep, wake } = workstation();
  sleep(60_000);
  wake();
  expect(seen).toEqual(['links checked']);
});

it('takes a second word of one sleep as the same, and a wake without a sleep as one of unknown length', () => {
  const { seen, logged, open, sleep, wake } = workstation();
  open(running());
  sleep(60_000);
  sleep(60_000);
  wake();
  wake();
  expect(seen).toEqual([
    'links checked',
    'The workstation was asleep for 2 min',
    'links checked',
    'The workstation was asleep',
  ]);
  expect(logged.at(-1)).toEqual({ event: 'woke', ms: null, runs: 1 });
});
