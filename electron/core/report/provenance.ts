/** What a unit has come to, and whether that was seen: what people settled or did on paper never counts as seen. */
import {
  type Attempt,
  allUnits,
  lastAttempt,
  type RunState,
  type Settlement,
  type Unit,
  type UnitStateName,
  unobservedBecause,
} from '#core/run/state.ts';
import { labelUnitState, SHORT_STATES, STATE_MEANINGS } from '#core/words/run/label-unit-state.ts';

export type Provenance =
  | UnitStateName
  | 'not-reached'
  | 'settled-done'
  | 'settled-failed'
  | 'settled-not-run'
  | 'paper-ok'
  | 'paper-failed';

/** Only a state that an outcome gave can have been settled or entered; a skipped unit is skipped. */
export function provenanceOf({ outcome }: Pick<RunState, 'outcome'>, unit: Unit): Provenance {
  const last = lastAttempt(unit);
  const { state } = unit;
  if (state === 'waiting' && outcome !== null) return 'not-reached';
  if (!last || (state !== 'ok' && state !== 'failed' && state !== 'unreachable')) return state;
  if (last.settled) return `settled-${last.settled.as}`;
  return last.onPaper && state !== 'unreachable' ? `paper-${state}` : state;
}

const NOT_REACHED = labelUnitState('waiting', 'stopped');

/** In the order in which they are counted. */
const COUNT_WORDS: readonly (readonly [readonly Provenance[], string])[] = [
  [['settled-done'], 'settled as done'],
  [['paper-ok'], 'done on paper'],
  [['failed'], 'failed'],
  [['settled-failed'], 'settled as failed'],
  [['paper-failed'], 'failed on paper'],
  [['unknown'], 'with an outcome that was not observed'],
  [['unreachable'], 'never started because the host could not be reached'],
  [['settled-not-run'], 'settled as not run'],
  [['stopped'], 'stopped'],
  [['skipped'], 'skipped'],
  [['excluded'], 'excluded with their host'],
  [['waiting'], 'not started'],
  [['not-reached'], NOT_REACHED],
  [['intent', 'running'], 'running'],
];

export interface ProvenanceCount {
  readonly total: number;
  /** Units that were seen to succeed. */
  readonly ok: number;
  /** `2 failed`, `1 settled as done`; what there is none of is left out. */
  readonly others: readonly string[];
}

export function countByProvenance(state: RunState): ProvenanceCount {
  const counts = new Map<Provenance, number>();
  let total = 0;
  for (const unit of allUnits(state)) {
    total += 1;
    const name = provenanceOf(state, unit);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const others = COUNT_WORDS.flatMap(([names, words]) => {
    const count = names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return { total, ok: counts.get('ok') ?? 0, others };
}

const SETTLED_WORDS: Readonly<Record<Settlement['as'], string>> = {
  done: 'settled as done',
  failed: 'settled as failed',
  'not-run': 'settled as not run',
};

/** What stands on every mark of a step that people did without Holdpoint. */
export const PAPER_MARK = 'ON PAPER';

interface OutcomeSaid {
  /** What it was before people made something else of it; null where they did not. */
  readonly was: string | null;
  readonly is: string;
}

/** What became of an attempt; of a unit's last one also what was made of it. */
export function describeAttempt(unit: Unit, attempt: Attempt): OutcomeSaid {
  const { finished, settled, onPaper } = attempt;
  const isLast = attempt === lastAttempt(unit);
  const state = STATE_MEANINGS[unit.state];
  if (!finished)
    return { was: null, is: `${state}${unobservedBecause(attempt) === null ? '' : ', nobody sees it'}` };
  const outcome = `${STATE_MEANINGS[finished.outcome]}${onPaper ? `, ${PAPER_MARK}` : ''}`;
  if (settled) {
    const then = isLast && unit.state !== SETTLED_STATE[settled.as] ? `, then ${state}` : '';
    return { was: outcome, is: `${SETTLED_WORDS[settled.as]}${then}` };
  }
  return { was: null, is: isLast && unit.state !== finished.outcome ? `${outcome}, then ${state}` : outcome };
}

const SETTLED_STATE = { done: 'ok', failed: 'failed', 'not-run': 'unreachable' } as const;

/** The same in one text: `unknown, may have run; settled as done`. */
export function attemptText(unit: Unit, attempt: Attempt): string {
  const { was, is } = describeAttempt(unit, attempt);
  return was === null ? is : `${was}; ${is}`;
}

export function unitText(state: Pick<RunState, 'outcome'>, unit: Unit): string {
  const last = lastAttempt(unit);
  return last ? attemptText(unit, last) : GROUP_WORDS[provenanceOf(state, unit)];
}

/** Units of one step that came to the same are counted together under these words. */
export const GROUP_WORDS: Readonly<Record<Provenance, string>> = {
  ...STATE_MEANINGS,
  'not-reached': NOT_REACHED,
  'settled-done': SETTLED_WORDS.done,
  'settled-failed': SETTLED_WORDS.failed,
  'settled-not-run': SETTLED_WORDS['not-run'],
  'paper-ok': `ok, ${PAPER_MARK}`,
  'paper-failed': `failed, ${PAPER_MARK}`,
};

/** One or two words, for narrow columns. */
export const SHORT_WORDS: Readonly<Record<Provenance, string>> = {
  ...SHORT_STATES,
  'not-reached': SHORT_STATES.waiting,
  'settled-done': 'settled',
  'settled-failed': 'failed',
  'settled-not-run': 'not run',
  'paper-ok': 'paper',
  'paper-failed': 'failed',
};

/** Went as planned, as far as it went: nothing a reader has to look at. */
export function isPlain(name: Provenance): boolean {
  return name === 'ok' || name === 'waiting' || name === 'not-reached';
}

/** Counts as done because people say so. */
export function isByPeople(name: Provenance): boolean {
  return name === 'settled-done' || name === 'paper-ok';
}
