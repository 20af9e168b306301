/** What a person has to know, one by one, before a backout starts; without a person, an option has to name it. */

import type { HostName } from '#core/release/model.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { formatZonedTime } from '#core/words/format-time.ts';
import { type Backout, type BegunUndo, pointsPassed, type UndoLine } from './backout.ts';

export type ConcernKind = 'no-return' | 'newer-run' | 'begun-undo' | 'left-out' | 'not-undone';

export interface Concern {
  readonly kind: ConcernKind;
  /** Names it in an acknowledgement: `no-return:cut`. */
  readonly key: string;
  readonly says: string;
  /** The option that says so on the command line; null: a script need not say it. */
  readonly option: string | null;
}

/** A later run of the same release and environment of which something stands. */
export interface NewerRun {
  readonly run: RunId;
  readonly plan: string;
  readonly version: string;
  readonly startedAt: string;
  readonly operator: string;
}

/** Points of no return come first. */
export function concernsOf(backout: Backout, newer: readonly NewerRun[]): readonly Concern[] {
  return [
    ...pointsPassed(backout).map(
      ({ step, title, because, hosts }): Concern => ({
        kind: 'no-return',
        key: `no-return:${step}`,
        says: `Point of no return passed: ${title}${onHosts(hosts)}. ${endSentence(because)} The backout does not take it back`,
        option: `--past-no-return ${step}`,
      }),
    ),
    ...newer.map(newerRunConcern),
    ...backout.units.flatMap((line) => (line.begun === null ? [] : [begunConcern(line, line.begun)])),
    ...leftOutConcern(backout),
    ...notUndoneConcern(backout),
  ];
}

/** Concerns that nobody has acknowledged. */
export function unacknowledged(
  concerns: readonly Concern[],
  acknowledged: ReadonlySet<string>,
): readonly Concern[] {
  return concerns.filter(({ key }) => !acknowledged.has(key));
}

function newerRunConcern({ run, plan, version, startedAt, operator }: NewerRun): Concern {
  return {
    kind: 'newer-run',
    key: `newer-run:${run}`,
    says: `${run} is newer and still in place: ${plan} of ${version}, started by ${operator} at ${formatZonedTime(startedAt)}. Back it out first (holdpoint backout ${run})`,
    option: `--under ${run}`,
  };
}

const ENDED = { failed: 'failed', stopped: 'was stopped', unknown: 'has an unknown outcome' } as const;

function begunConcern(line: UndoLine, { run, outcome }: BegunUndo): Concern {
  return {
    kind: 'begun-undo',
    key: `begun-undo:${unitKey(line)}`,
    says: `Its undo was begun before: "${line.title}"${onHosts(line.host === null ? [] : [line.host])} in ${run}, where it ${ENDED[outcome]}. It may be undone in whole or in part, and is undone again`,
    option: `--undo-again ${unitKey(line)}`,
  };
}

function leftOutConcern({ limit, leftOut, units, before, after }: Backout): readonly Concern[] {
  if (limit === null) return [];
  const elsewhere = [...before, ...units, ...after].filter((line) => line.host === null);
  const stays = leftOut.length === 0 ? [] : [`"${limit}" leaves out: ${listOf(leftOut)}. It stays as it is`];
  const goes =
    elsewhere.length === 0
      ? []
      : [`Without a host of their own, and done all the same: ${listOf(elsewhere)}`];
  const says = [...stays, ...goes].join('. ');
  return says === '' ? [] : [{ kind: 'left-out', key: 'left-out', says, option: null }];
}

function notUndoneConcern({ notUndone }: Backout): readonly Concern[] {
  const unsaid = notUndone.filter(({ kind }) => kind === 'unsaid');
  if (unsaid.length === 0) return [];
  const says = `Ran and cannot be undone, because the release does not say how: ${listOf(unsaid)}`;
  return [{ kind: 'not-undone', key: 'not-undone', says, option: null }];
}

/** `Stop the import on db1, db2; Tell the desk`. */
function listOf(lines: readonly (UnitRef & { readonly title: string })[]): string {
  const byTitle = new Map<string, HostName[]>();
  for (const { title, host } of lines)
    byTitle.set(title, [...(byTitle.get(title) ?? []), ...(host === null ? [] : [host])]);
  return [...byTitle].map(([title, hosts]) => `${title}${onHosts(hosts)}`).join('; ');
}

function onHosts(hosts: readonly HostName[]): string {
  return hosts.length === 0 ? '' : ` on ${hosts.join(', ')}`;
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
