/** Which rows of the grid are shown, and where what is not ok stands. */
import type { Plan } from '#core/plan/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { hostKeyOf, type RunState, unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';

export interface GridFilter {
  /** Only hosts with this tag; null: all. */
  readonly tag: string | null;
  /** Only rows on which something is not ok. */
  readonly onlyBad: boolean;
}

export const ALL_ROWS: GridFilter = { tag: null, onlyBad: false };

/** From so many rows on they can be chosen from. */
export const MANY_ROWS = 12;

export function tagsOf({ hosts }: Pick<Plan, 'hosts'>): readonly string[] {
  return [...new Set(hosts.flatMap(({ tags }) => tags))].sort();
}

/** Keys of the rows that are left, in their order. */
export function keptRows(
  keys: readonly string[],
  state: Pick<RunState, 'plan'> & { readonly bad: readonly UnitRef[] },
  { tag, onlyBad }: GridFilter,
): readonly string[] {
  if (tag === null && !onlyBad) return keys;
  const tagged = new Set<string>(
    state.plan.hosts.flatMap(({ name, tags }) => (tags.includes(tag ?? '') ? name : [])),
  );
  const bad = new Set(state.bad.map(({ host }) => hostKeyOf(host)));
  return keys.filter((key) => (tag === null || tagged.has(key)) && (!onlyBad || bad.has(key)));
}

/** Units that are not ok; the very same list while nothing of them changes. */
export function badUnits(state: RunState): ReturnType<typeof tallyRun>['bad'] {
  return tallyRun(state).bad;
}

/** The next after the one that is selected, and after the last the first again. */
export function nextBad(bad: readonly UnitRef[], selected: UnitRef | null): UnitRef | null {
  const at = selected === null ? -1 : bad.findIndex((unit) => unitKey(unit) === unitKey(selected));
  return bad[(at + 1) % bad.length] ?? null;
}
