/** What is done around the sleep of the workstation. Nothing can be kept awake, and nothing is stopped: steps go on on their hosts. */

import type { LogEntry } from '#core/diagnostics/log-entry.ts';
import type { RunActivity } from '#core/run/activity.ts';

/** What the system says of it, as Electron's `powerMonitor`. Either word may come alone, or twice. */
export interface PowerWords {
  on(event: 'suspend' | 'resume', listener: () => void): unknown;
}

export interface SleepParts {
  readonly power: PowerWords;
  now(): number;
  /** Every run that is carried out. */
  runs(): readonly RunActivity[];
  /** Checks every connection at once. */
  checkLinks(): void;
  log(entry: LogEntry): void;
  /** Runs were open meanwhile. `ms`: how long, by the system's clock; null: nobody saw it fall asleep. */
  tell(slept: { readonly ms: number | null; readonly runs: number }): void;
}

export function watchSleep({ power, now, runs, checkLinks, log, tell }: SleepParts): void {
  let since: number | null = null;
  power.on('suspend', () => {
    since ??= now();
    log({ event: 'suspended', runs: openOf(runs()) });
  });
  power.on('resume', () => {
    const ms = since === null ? null : Math.max(0, now() - since);
    since = null;
    const open = openOf(runs());
    checkLinks();
    log({ event: 'woke', ms, runs: open });
    if (open > 0) tell({ ms, runs: open });
  });
}

function openOf(runs: readonly RunActivity[]): number {
  return runs.filter(({ outcome, brokenBy }) => outcome === null && brokenBy === null).length;
}
