import type { HostName, StepId } from '#core/release/model.ts';
import type { AskedQuestion, RunActivity } from '#core/run/activity.ts';
import type { Outcome, Question, RunId } from '#core/run/events.ts';

/** A run in the middle of its work. */
export function running(given: Partial<RunActivity> = {}): RunActivity {
  return {
    run: 'r-1' as RunId,
    releaseName: 'Order desk',
    version: '2.4.0',
    plan: 'deployment',
    environment: 'lab',
    total: 20,
    finished: 12,
    running: { tracked: 0, attached: 0 },
    isPaused: false,
    questions: 0,
    newest: null,
    outcome: null,
    brokenBy: null,
    ...given,
  };
}

export function asked(at: string, outcome: Outcome = 'failed', title = 'Restart'): AskedQuestion {
  const unit = { step: 'restart' as StepId, host: 'web1' as HostName };
  const question: Question = { about: 'unit', unit, attempt: 1, outcome, reason: null };
  return { id: `unit:restart@web1#${at}`, askedAt: at, question, unit, title };
}
