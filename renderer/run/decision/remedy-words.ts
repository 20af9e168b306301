/** What may be done about a bad unit, in the order and in the words in which it is offered. */

import type { Remedy, UnitRef } from '#core/run/events.ts';
import { noteNeeded } from '#core/run/may-answer.ts';
import { type RunState, unitOf } from '#core/run/state.ts';
import {
  type Choice,
  type ChoiceCosts,
  choicesOf,
  describeChoice,
  labelChoice,
} from '#core/words/run/describe-choice.ts';

export interface ChoiceWords {
  readonly choice: Choice;
  readonly label: string;
  readonly says: string;
}

export interface ChoiceGroup {
  /** Null where all choices stand together. */
  readonly title: string | null;
  readonly choices: readonly ChoiceWords[];
}

/** Backing out begins with stopping; the backout is then started on its own page. */
export function remedyOf(choice: Choice | null): Remedy {
  return choice === null || choice === 'back-out' ? 'stop' : choice;
}

const GROUPS: readonly { readonly title: string; readonly of: readonly Choice[] }[] = [
  { title: 'Find out', of: ['recheck', 'check'] },
  { title: 'Say how it ended, if you know', of: ['settle-done', 'settle-failed', 'settle-not-run'] },
  { title: 'Continue without knowing', of: ['retry', 'skip', 'exclude'] },
  { title: 'End the run', of: ['stop', 'back-out'] },
];

export function choicesFor(state: RunState, unit: UnitRef, costs: ChoiceCosts): readonly ChoiceGroup[] {
  const offered = choicesOf(state, unit);
  const words = (choice: Choice): ChoiceWords => ({
    choice,
    label: labelOf(state, unit, choice),
    says: describeChoice(state, unit, { choice, costs }),
  });
  const isUnknown = unitOf(state, unit)?.state === 'unknown';
  if (!isUnknown) return [{ title: null, choices: offered.map(words) }];
  return GROUPS.map(({ title, of }) => ({
    title,
    choices: offered.filter((choice) => of.includes(choice)).map(words),
  })).filter(({ choices }) => choices.length > 0);
}

function labelOf(state: RunState, unit: UnitRef, choice: Choice): string {
  const label = labelChoice(state, unit, choice);
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

export interface ChoiceLook {
  /** On the button that carries it out. */
  readonly action: string;
  readonly noteLabel: string;
  readonly noteRequired: boolean;
}

export function lookOfChoice(state: RunState, unit: UnitRef, choice: Choice): ChoiceLook {
  const noteRequired = noteNeeded(state, unit, { to: 'unit', remedy: remedyOf(choice) }) !== null;
  return {
    action: choice === 'retry' && noteRequired ? 'Run it again' : ACTIONS[choice],
    noteLabel: (noteRequired ? NOTE_LABELS[choice] : null) ?? 'Note (optional)',
    noteRequired,
  };
}

const NOTE_LABELS: Partial<Record<Choice, string>> = {
  retry: 'Why it may run twice',
  skip: 'Reason for skipping',
  'settle-done': 'How do you know?',
  'settle-failed': 'How do you know?',
  'settle-not-run': 'How do you know?',
};

const ACTIONS: Readonly<Record<Choice, string>> = {
  retry: 'Retry now',
  skip: 'Skip this step here',
  exclude: 'Exclude and continue',
  stop: 'Stop the run',
  recheck: 'Look at the host again',
  check: "Run the step's own check",
  'settle-done': 'Settle as done',
  'settle-failed': 'Settle as failed',
  'settle-not-run': 'Settle as not run',
  'back-out': 'Stop and show the backout',
};
