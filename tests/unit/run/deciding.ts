/** Short ways to what a run wants next. */
import { decide, type Effect, effectKey } from '#core/run/decide.ts';
import type { Remedy } from '#core/run/events.ts';
import { createLog, type Log, planOf, type StepSpec } from './run-fixture.ts';

export const begun = (...specs: StepSpec[]): Log => createLog(planOf(specs)).begin();
export const wants = (log: Log): readonly Effect[] => decide(log.state());
export const keys = (log: Log): string[] => wants(log).map(effectKey);
export const finish = (outcome: string, reason: unknown = null) => [{ kind: 'finish', outcome, reason }];

/** Answers the question that is wanted next, as the engine would ask it. */
export function answerNext(log: Log, remedy: Remedy, note: string | null = null): Log {
  const ask = wants(log).find((effect) => effect.kind === 'ask');
  if (ask?.kind !== 'ask') throw new Error(`nothing is asked: ${keys(log).join()}`);
  return log.ask(ask.id, ask.question).answer(ask.id, { to: 'unit', remedy }, 'engineer', note);
}

export function answerNextOpen(log: Log): void {
  const ask = wants(log).find((effect) => effect.kind === 'ask');
  if (ask?.kind === 'ask') log.ask(ask.id, ask.question);
}
