/** Holds what the library says of a run against what the hosts say of it. */

import type { EventOf } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import type { Point } from './failpoints.ts';
import { hasRecords, type Lab, type ReadRun, timesRan } from './lab.ts';

export interface Tally {
  kills: number;
  /** How many of them at a named point. */
  readonly points: Map<Point, number>;
  sessionKills: number;
  runs: number;
  /** Units that the library says were done. */
  steps: number;
  adopted: number;
  reattached: number;
  /** Attempts that never started. */
  fenced: number;
  /** Outcomes that nobody could learn since no record was to be kept. */
  blind: number;
  /** The others that nobody could learn, with the reason. */
  unknown: string[];
  /** Recorded as done, and never ran. */
  lost: string[];
  /** Ran more than once. */
  duplicated: string[];
  /** Ran, and nothing in the library says that they may have. */
  unrecorded: string[];
  /** Hosts that kept records of a run which says nothing of that. */
  litter: string[];
}

export function createTally(): Tally {
  const counts = { kills: 0, sessionKills: 0, runs: 0, steps: 0 };
  const found = { adopted: 0, reattached: 0, fenced: 0, blind: 0 };
  return {
    ...counts,
    ...found,
    points: new Map(),
    unknown: [],
    lost: [],
    duplicated: [],
    unrecorded: [],
    litter: [],
  };
}

export function judgeRun(lab: Lab, { word, read }: { word: string; read: ReadRun }, tally: Tally): void {
  const { run, plan, events } = read;
  const finished = events.filter((event) => event.type === 'attemptFinished');
  tally.runs += 1;
  countFindings(read, finished, tally);
  for (const unit of plan.steps.flatMap((step) => step.units)) {
    const host = lab.hosts.find(({ name }) => name === unit.host);
    if (!host) continue;
    const name = `${run} ${unitKey(unit)}`;
    const ran = timesRan(host, `${word} ${unit.step}`);
    const outcomes = finished
      .filter(({ data }) => unitKey(data) === unitKey(unit))
      .map(({ data }) => data.outcome);
    const isDone = outcomes.includes('ok');
    if (isDone) tally.steps += 1;
    if (isDone && ran === 0) tally.lost.push(name);
    if (ran > 1) tally.duplicated.push(`${name} (${ran} times)`);
    if (ran > 0 && outcomes.every((outcome) => outcome === 'unreachable')) tally.unrecorded.push(name);
  }
  const left = events.flatMap((event) =>
    event.type === 'runFinished' ? (event.data.recordsLeft ?? []).map((each) => each.host) : [],
  );
  for (const host of lab.hosts)
    if (hasRecords(host, run) && !left.some((name) => name === host.name))
      tally.litter.push(`${run} on ${host.name}`);
}

function countFindings(
  { plan, events }: Pick<ReadRun, 'plan' | 'events'>,
  finished: readonly EventOf<'attemptFinished'>[],
  tally: Tally,
): void {
  tally.reattached += events.filter((event) => event.type === 'attemptReattached').length;
  tally.adopted += finished.filter(({ data }) => data.adopted).length;
  tally.fenced += finished.filter(({ data }) => data.outcome === 'unreachable').length;
  const blind = new Set(plan.steps.flatMap(({ id, mode }) => (mode === 'attached' ? id : [])));
  for (const { run, data } of finished) {
    if (data.outcome !== 'unknown') continue;
    if (blind.has(data.step)) tally.blind += 1;
    else tally.unknown.push(`${run} ${unitKey(data)}: ${describeWhy(data.reason)}`);
  }
}
