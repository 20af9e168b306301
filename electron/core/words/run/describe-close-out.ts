/** What is still open of a run, and that somebody is done with it: the same in the app, in the terminal and on paper. */
import { quoteForShell } from '#core/plan/quote.ts';
import type { OpenPoint, RunClosing } from '#core/run/closing.ts';
import type { RunHeader } from '#core/run/events.ts';
import { describeBackedOut } from '../backout/describe-backed-out.ts';
import { formatCount, formatNames } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeFacts } from '../release/describe-gate.ts';

/** A clause: what is open, with what it is about. */
export function describePoint(point: OpenPoint): string {
  switch (point.kind) {
    case 'unknown':
      return `${point.title}: nobody knows its outcome${on(point.hosts)}`;
    case 'failed':
      return `${point.title}: it did not work${on(point.hosts)}, so something may still be in place`;
    case 'evidence':
      return `${point.title}: its output is evidence, and there is none${on(point.hosts)}`;
    case 'unfinished':
      return `Neither finished nor backed out: ${formatNames(point.hosts)}`;
    case 'backout':
      return `The run is ${describeBackedOut(point)}, by ${point.by}`;
    case 'verification':
      return 'Nobody has verified the deployment';
    case 'verdict':
      return 'The verification ended before anybody decided by its criteria';
    case 'fix':
      return `It stays, and an emergency fix is owed: ${point.note}`;
    case 'to-back-out':
      return 'It was decided to back out, and the deployment is not backed out';
    case 'defect':
      return `Defect ${point.defect} is open, ${point.severity}: ${point.text}`;
    case 'message':
      return `${MESSAGES[point.state] ?? 'Nobody was told'}: ${point.message}, to ${point.audience}`;
    case 'records':
      return `Records of its steps are left on ${formatNames(point.hosts)}`;
    case 'override':
      return `It began although: ${describeFacts(point.facts)} (${point.by}: ${point.reason})`;
  }
}

const MESSAGES: Readonly<Partial<Record<Extract<OpenPoint, { kind: 'message' }>['state'], string>>> = {
  failed: 'The mail server did not take a message',
  unclear: 'A message may or may not have gone out',
};

function on(hosts: readonly string[]): string {
  return hosts.length === 0 ? '' : ` on ${formatNames(hosts)}`;
}

/** The command that sees to it; null where only a person can. */
export function commandForPoint(
  point: OpenPoint,
  { run, environment, undoes, plan }: Pick<RunHeader, 'run' | 'environment' | 'undoes' | 'plan'>,
): string | null {
  const env = `--env ${quoteForShell(environment)}`;
  switch (point.kind) {
    case 'defect':
      return `holdpoint defect ${run} --close ${point.defect} --note NOTE`;
    case 'message':
      return `holdpoint message ${run} ${point.message}`;
    case 'unfinished':
      return `holdpoint run FILE ${env} --failed-of ${run}, or holdpoint backout ${run}`;
    case 'backout':
      return point.as === 'open' ? `holdpoint resume ${point.by}` : `holdpoint backout ${run}`;
    case 'failed':
      return undoes === null ? null : `holdpoint backout ${undoes}`;
    case 'verification':
    case 'verdict':
      return `holdpoint run FILE ${env} --plan verification`;
    case 'to-back-out':
      return 'holdpoint runs, then holdpoint backout with the run of the deployment';
    case 'records':
      return `holdpoint leftovers FILE ${env}${plan === 'deployment' ? '' : ` --plan ${plan}`} --clean`;
    case 'unknown':
    case 'evidence':
    case 'fix':
    case 'override':
      return null;
  }
}

/** `Closed by Ada, 2026-…: all told; 2 points were open and accepted`. */
export function describeClosing({ by, at, note, accepted }: RunClosing): string {
  const said = note ? `: ${note}` : '';
  const open =
    accepted.length === 0
      ? 'nothing was open'
      : `${formatCount(accepted.length, 'point was', 'points were')} open and accepted`;
  return `Closed by ${by}, ${formatZonedTime(at)}${said}; ${open}`;
}

/** Over what is open; of a run that was closed before, what has come up since. */
export function describeOpenPoints(count: number, isClosed: boolean): string {
  if (count === 0)
    return isClosed ? 'Nothing has come up since it was closed' : 'Nothing of this run is open';
  const points = formatCount(count, 'point is', 'points are');
  return isClosed ? `Since it was closed, ${points} open` : `${points} still open`;
}
