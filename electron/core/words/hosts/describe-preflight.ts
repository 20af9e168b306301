/** What preflight found, in words: the same on the screen, in the terminal and on paper. */
import type { HostReport } from '../../run/events.ts';
import type { PreflightCause } from '../../run/preflight-causes.ts';
import type { Preflight } from '../../run/state.ts';
import { formatDuration, formatOffset } from '../figures/format-duration.ts';
import { joinClauses } from '../text/sentence.ts';
import { describeBusy, describeLeased } from './describe-leased.ts';
import { describeProblem } from './describe-problem.ts';

/** Cause and next step: of its first host, or of all of them where one run holds them. */
export function describeCause({ found }: Pick<PreflightCause, 'found'>): string {
  switch (found.kind) {
    case 'problem':
      return describeProblem(found.problem);
    case 'busy':
      return describeBusy(found);
    case 'leased':
      return describeLeased(found, found.own);
  }
}

/** The same, with the hosts that are out of reach behind the first. */
export function describeCauseBehind(cause: PreflightCause): string {
  return joinClauses([describeCause(cause), listBehind(cause)]);
}

/** The same, with every host of which it is to be said. */
export function describeCauseOfAll(cause: PreflightCause): string {
  const others = cause.named === 'all' ? [] : cause.hosts.slice(1);
  const same = others.length === 0 ? '' : `The same on: ${others.join(', ')}`;
  return joinClauses([describeCause(cause), listBehind(cause), same]);
}

function listBehind({ behind }: PreflightCause): string {
  return behind.length === 0 ? '' : `Out of reach behind it: ${behind.join(', ')}`;
}

/** A sentence without its full stop; null where it waited for none. */
export function describeWaited({ waitedMs }: Pick<Preflight, 'waitedMs'>): string | null {
  return waitedMs === undefined
    ? null
    : `Holdpoint waited ${formatDuration(waitedMs)} for hosts that others worked on`;
}

/** `4.2 s ahead ± 0.6 s`; `in step` where the difference may be none. */
export function formatClockOffset({ clockOffsetMs: ms, clockErrorMs: error = null }: HostReport): string {
  if (ms === null) return '–';
  const giveOrTake = error === null ? '' : ` ± ${formatDuration(error)}`;
  if (Math.abs(ms) <= (error ?? 0)) return `in step${giveOrTake}`;
  return `${formatOffset(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}${giveOrTake}`;
}
