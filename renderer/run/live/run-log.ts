/** Events as they reach the page → the state of the run, in order and each once, whatever the order of arrival. */
import type { NewEvents } from '#contract/commands/run-records.ts';
import type { Output } from '#contract/commands.ts';
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent, UnitRef } from '#core/run/events.ts';
import { lastAttempt, type RunState, unitKey, unitOf } from '#core/run/state.ts';
import { foldRun, transition } from '#core/run/transition.ts';

export interface RunLog {
  readonly state: RunState;
  /** Hash of the event that `state` ends with; empty where it is not known. */
  readonly head: string;
  /** Arrived before the ones that come first. */
  readonly early: readonly RunEvent[];
  /** Hashes of events beyond `state`, by seq. */
  readonly heads: ReadonlyMap<number, string>;
  /** When output last came, by unit key; added to as it comes. */
  readonly heard: Map<string, string>;
  /** When output last came of anything; empty: none has. */
  readonly heardAt: string;
}

export type HeardUnit = Output<'run.open'>['heard'][number];

export interface LogOpening extends NewEvents {
  readonly plan: Plan;
  readonly heard?: readonly HeardUnit[];
}

export function openLog({ plan, events, head, heard = [] }: LogOpening): RunLog {
  const ordered = inOrder(events);
  return {
    state: foldRun(plan, ordered),
    head: head ?? '',
    early: [],
    heads: new Map(),
    heard: new Map(heard.map(({ at, ...unit }) => [unitKey(unit as UnitRef), at])),
    heardAt: newestOf('', heard),
  };
}

/** Output came: a unit is seen as long as it prints. What comes of one that nobody observes was printed before. */
export function listen(log: RunLog, heard: readonly HeardUnit[]): RunLog {
  for (const { at, ...place } of heard) {
    const unit = unitOf(log.state, place as UnitRef);
    const isObserved = unit === undefined || (lastAttempt(unit)?.unobserved ?? null) === null;
    if (isObserved) log.heard.set(unitKey(place as UnitRef), at);
  }
  const heardAt = newestOf(log.heardAt, heard);
  return heardAt === log.heardAt ? log : { ...log, heardAt };
}

function newestOf(before: string, heard: readonly HeardUnit[]): string {
  return [before, ...heard.map(({ at }) => at)].toSorted().at(-1) ?? before;
}

/** Applies in one pass what follows without a gap, and keeps the rest for when the gap is filled. */
export function follow(log: RunLog, news: readonly NewEvents[]): RunLog {
  let { state } = log;
  const early: RunEvent[] = [];
  for (const event of inOrder([...log.early, ...news.flatMap(({ events }) => events)])) {
    if (event.seq === state.seq + 1) state = transition(state, event);
    else if (event.seq > state.seq) early.push(event);
  }
  const heads = headsOf(log, news);
  const head = state === log.state ? log.head : (heads.get(state.seq) ?? '');
  const beyond = new Map([...heads].filter(([seq]) => seq > state.seq));
  return { ...log, state, head, early, heads: beyond };
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
