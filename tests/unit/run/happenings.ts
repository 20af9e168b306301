/** What people, links and crashes do to a run, in one line each. */

import type { RunEventBody, SettledAs } from '#core/run/events.ts';
import { inFlight } from '#core/run/view.ts';
import { because } from '#support/because.ts';
import { type Log, ref } from './run-fixture.ts';

const BY = { by: 'engineer', note: null };

export const stop = (log: Log): Log => after(log, { type: 'stopRequested', data: BY });
export const pause = (log: Log): Log => after(log, { type: 'runPaused', data: BY });
export const continueRun = (log: Log): Log => after(log, { type: 'runContinued', data: BY });
export const passPreflight = (log: Log, passed = true): Log =>
  after(log, { type: 'preflightFinished', data: { passed, hosts: [], problems: [] } });

/** The program dies, and a person resumes the run. */
export const resume = (log: Log): Log =>
  after(log, { type: 'runResumed', data: { by: 'engineer', inFlight: inFlight(log.state()) } });

export function exclude(log: Log, host: string, note = 'broken disk'): Log {
  return after(log, { type: 'hostExcluded', data: { host: host as never, by: 'engineer', note } });
}

export function include(log: Log, host: string): Log {
  return after(log, { type: 'hostIncluded', data: { host: host as never, ...BY } });
}

/** About the last attempt of a unit, named as `step@host`, or `step` where it has no host. */
export function lose(log: Log, unit: string): Log {
  return after(log, {
    type: 'attemptUnobserved',
    data: { ...last(log, unit), reason: because('the link is gone') },
  });
}

export function reattach(log: Log, unit: string): Log {
  return after(log, { type: 'attemptReattached', data: { ...last(log, unit), pid: 12, group: 11 } });
}

export function settle(log: Log, unit: string, as: SettledAs): Log {
  const found = { ...last(log, unit), evidence: 'record' as const, reason: because(`the record says ${as}`) };
  return after(log, { type: 'unitSettled', data: { ...found, as } });
}

export function settleByCheck(log: Log, unit: string): Log {
  const found = { ...last(log, unit), evidence: 'check' as const, reason: because('its check passes') };
  return after(log, { type: 'unitSettled', data: { ...found, as: 'done' } });
}

export function stillUnknown(log: Log, unit: string): Log {
  const found = { ...last(log, unit), evidence: 'record' as const, reason: because('there is no record') };
  return after(log, { type: 'unitStillUnknown', data: found });
}

export function recordOnPaper(log: Log, unit: string, outcome: 'ok' | 'failed' = 'ok'): Log {
  const data = { ...named(unit), outcome, doneAt: '2026-11-21T04:20:00.000Z', by: 'engineer', note: null };
  return after(log, { type: 'unitRecorded', data });
}

function named(unit: string) {
  const [step = '', host = null] = unit.split('@');
  return ref(step, host);
}

function last(log: Log, unit: string) {
  const { step, host } = named(unit);
  return { step, host, attempt: log.unit(step, host).attempts.length };
}

function after(log: Log, body: RunEventBody): Log {
  log.add(body);
  return log;
}
