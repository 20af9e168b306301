/** What a person has to know, one by one, before a backout starts; without a person, an option has to name it. */

import type { HostName } from '#core/release/model.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { type Backout, type BegunUndo, pointsPassed, type UndoLine } from './backout.ts';

/** `key` names it in an acknowledgement: `no-return:cut`; `core/words/backout/describe-concern.ts` says it. */
export type Concern = {
  readonly key: string;
  /** The option that says so on the command line; null: a script need not say it. */
  readonly option: string | null;
} & (
  | {
      readonly kind: 'no-return';
      readonly title: string;
      readonly hosts: readonly HostName[];
      /** Why there is no way back, as the author wrote it. */
      readonly because: string;
    }
  | { readonly kind: 'newer-run'; readonly newer: NewerRun }
  | {
      readonly kind: 'begun-undo';
      readonly title: string;
      readonly host: HostName | null;
      readonly begun: BegunUndo;
    }
  | {
      readonly kind: 'left-out';
      readonly limit: string;
      readonly stays: readonly NamedUnit[];
      /** Without a host, so that no limit leaves them out. */
      readonly goes: readonly NamedUnit[];
    }
  | { readonly kind: 'not-undone'; readonly units: readonly NamedUnit[] }
);

export type NamedUnit = UnitRef & { readonly title: string };

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
        title,
        hosts,
        because,
        option: `--past-no-return ${step}`,
      }),
    ),
    ...newer.map(newerRunConcern),
    ...undone(backout).flatMap((line) => (line.begun === null ? [] : [begunConcern(line, line.begun)])),
    ...leftOutConcern(backout),
    ...notUndoneConcern(backout),
  ];
}

/** Concerns that nobody has acknowledged. */
export function unacknowledged<Named extends Pick<Concern, 'key'>>(
  concerns: readonly Named[],
  acknowledged: ReadonlySet<string>,
): readonly Named[] {
  return concerns.filter(({ key }) => !acknowledged.has(key));
}

function newerRunConcern(newer: NewerRun): Concern {
  const { run } = newer;
  return { kind: 'newer-run', key: `newer-run:${run}`, newer, option: `--under ${run}` };
}

function begunConcern(line: UndoLine, begun: BegunUndo): Concern {
  const { title, host } = line;
  const unit = unitKey(line);
  return {
    kind: 'begun-undo',
    key: `begun-undo:${unit}`,
    title,
    host,
    begun,
    option: `--undo-again ${unit}`,
  };
}

/** What is struck is not undone, so there is nothing to know of its undo. */
function undone({ units }: Backout): readonly UndoLine[] {
  return units.filter(({ struck }) => struck === null);
}

function leftOutConcern(backout: Backout): readonly Concern[] {
  const { limit, leftOut, before, after } = backout;
  if (limit === null) return [];
  const stays = leftOut.map(named);
  const goes = [...before, ...undone(backout), ...after].filter((line) => line.host === null).map(named);
  return stays.length + goes.length === 0
    ? []
    : [{ kind: 'left-out', key: 'left-out', limit, stays, goes, option: null }];
}

function notUndoneConcern({ notUndone }: Backout): readonly Concern[] {
  const units = notUndone.filter(({ kind }) => kind === 'unsaid').map(named);
  return units.length === 0 ? [] : [{ kind: 'not-undone', key: 'not-undone', units, option: null }];
}

function named({ step, host, title }: NamedUnit): NamedUnit {
  return { step, host, title };
}
