/** Events as they reach the page → the state of the run, in order and each once, whatever the order of arrival. */
import type { NewEvents, Output } from '#contract/commands.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent, UnitRef } from '#core/run/events.ts';
import { type RunState, unitKey } from '#core/run/state.ts';
import { foldRun, transition } from '#core/run/transition.ts';
import { type Heard, NO_SIGHT, type Sight, watch } from './sight.ts';

export interface RunLog {
  readonly state: RunState;
  readonly sight: Sight;
  /** Hash of the event that `state` ends with; empty where it is not known. */
  readonly head: string;
  /** Arrived before the ones that come first. */
  readonly early: readonly RunEvent[];
  /** Hashes of events beyond `state`, by seq. */
  readonly heads: ReadonlyMap<number, string>;
  /** Until when output came, by unit key; added to as it comes. */
  readonly heard: Heard;
}

export type HeardUnit = Output<'run.open'>['heard'][number];

export interface LogOpening extends NewEvents {
  readonly plan: Plan;
  readonly heard?: readonly HeardUnit[];
}

export function openLog({ plan, events, head, heard = [] }: LogOpening): RunLog {
  const ordered = inOrder(events);
  const times: Heard = new Map(heard.map(({ at, ...unit }) => [unitKey(unit as UnitRef), at]));
  const sight = ordered.reduce((before, event) => watch(before, event, times), NO_SIGHT);
  return listen(
    { state: foldRun(plan, ordered), sight, head: head ?? '', early: [], heads: new Map(), heard: times },
    heard,
  );
}

/** Output came: a unit is seen as long as it prints. */
export function listen(log: RunLog, heard: readonly HeardUnit[]): RunLog {
  for (const { at, ...unit } of heard) log.heard.set(unitKey(unit as UnitRef), at);
  const newest = heard.reduce((last, { at }) => (at > last ? at : last), log.sight.heardAt);
  return newest === log.sight.heardAt ? log : { ...log, sight: { ...log.sight, heardAt: newest } };
}

/** Applies in one pass what follows without a gap, and keeps the rest for when the gap is filled. */
export function follow(log: RunLog, news: readonly NewEvents[]): RunLog {
  let { state, sight } = log;
  const early: RunEvent[] = [];
  for (const event of inOrder([...log.early, ...news.flatMap(({ events }) => events)])) {
    if (event.seq === state.seq + 1) {
      state = transition(state, event);
      sight = watch(sight, event, log.heard);
    } else if (event.seq > state.seq) early.push(event);
  }
  const heads = headsOf(log, news);
  const head = state === log.state ? log.head : (heads.get(state.seq) ?? '');
  const beyond = new Map([...heads].filter(([seq]) => seq > state.seq));
  return { state, sight, head, early, heads: beyond, heard: log.heard };
}

function headsOf({ heads }: RunLog, news: readonly NewEvents[]): ReadonlyMap<number, string> {
  const known = new Map(heads);
  for (const { events, head } of news) {
    const last = events.at(-1);
    if (last && head !== null) known.set(last.seq, head);
  }
  return known;
}

export function hasGap(log: RunLog): boolean {
  return log.early.length > 0;
}

function inOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  return [...events].sort((a, b) => a.seq - b.seq);
}
