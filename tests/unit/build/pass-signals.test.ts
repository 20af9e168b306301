import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { passSignals } from '#build/pass-signals.cjs';

const SIGNALS = [
  'SIGINT',
  'SIGBREAK',
  'SIGTSTP',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGCONT',
  'SIGWINCH',
];

/** Which signals the launcher hears, and which it passes on. */
function launched(platform: NodeJS.Platform, isTerminal: boolean) {
  const own = new EventEmitter();
  const passed: string[] = [];
  const kill = (signal: string) => passed.push(signal);
  passSignals(own, { kill }, { platform, sharesTerminal: () => isTerminal });
  for (const signal of SIGNALS) own.emit(signal);
  return { passed: passed.sort(), heard: own.eventNames().map(String).sort() };
}

it('passes nothing on under Windows, where that would end the program, and outlives the keys of its console', () => {
  expect(launched('win32', true)).toEqual({ passed: [], heard: ['SIGBREAK', 'SIGINT'] });
  expect(launched('win32', false)).toEqual({ passed: [], heard: ['SIGBREAK', 'SIGINT'] });
});

it.each(['linux', 'darwin'] as const)('passes on what only it hears under %s', (platform) => {
  const always = ['SIGCONT', 'SIGHUP', 'SIGQUIT', 'SIGTERM', 'SIGUSR2', 'SIGWINCH'];
  expect(launched(platform, true).passed).toEqual(always);
  expect(launched(platform, false).passed).toEqual([...always, 'SIGINT', 'SIGTSTP'].sort());
});
