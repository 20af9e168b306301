/** Why something that a person gives is not taken: a sentence without its full stop. */
import { describePeople, type KnownPerson } from '../../release/people.ts';
import type { NoteNeed, Refusal } from '../../run/may-answer.ts';
import { unitKey } from '../../run/state.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeAnswered } from './label-decision.ts';

export function describeRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'not-open':
      return 'This question is not open (any more)';
    case 'answered-already':
      return describeAnswered(refusal.decision);
    case 'nobody':
      return refusal.gives === 'answer'
        ? 'An answer needs the name of the person who gives it'
        : 'An entry needs the name of the person who did it';
    case 'other-question':
      return `This question takes an answer about a ${refusal.about}, not about a ${refusal.given}`;
    case 'note-missing':
      return describeNoteNeed(refusal.need);
    case 'remedy':
      return REMEDIES[refusal.remedy] ?? 'This cannot be done now';
    case 'no-approver':
      return `${refusal.by} is not an approver of this hold point (${refusal.approvers.join(', ')})`;
    case 'unlisted':
      return describeUnlisted(refusal.people, refusal.by);
    case 'runs-it':
      return `${refusal.by} runs this release and may not release this hold point`;
    case 'released-already':
      return `${refusal.by} has released it already`;
    case 'not-ticked':
      return `Not ticked: ${refusal.items.join(', ')}`;
    case 'at-its-end':
      return 'The run has ended';
    case 'no-host':
      return `This run has no host ${refusal.host}`;
    case 'no-defect':
      return `This run has no defect ${refusal.defect}; it has ${formatCount(refusal.count, 'defect')}`;
    case 'closed-already':
      return `Defect ${refusal.defect} is closed already, by ${refusal.by}`;
    case 'not-at-its-end':
      return refusal.questions === 0
        ? 'The run has not ended; resume it or stop it first'
        : `The run has not ended: ${formatCount(refusal.questions, 'question is', 'questions are')} open. Answer or stop it first`;
    case 'run-closed':
      return `The run is closed already, by ${refusal.by}, and nothing has come up since`;
    case 'no-point':
      return refusal.known.length === 0
        ? `Nothing of this run is open, so ${refusal.key} is not either`
        : `${refusal.key} is not open in this run; what is open: ${refusal.known.join(', ')}`;
    case 'left-open':
      return `Still open, without a reason to close the run all the same: ${refusal.keys.join(', ')}`;
    case 'no-message':
      return refusal.known.length === 0
        ? 'The release of this run has no messages'
        : `This run has no message ${refusal.message}; it has ${refusal.known.join(', ')}`;
    case 'sends-nothing':
      return `This is a ${refusal.mode}: nothing is sent, and nobody is told anything`;
    case 'not-told':
      return `Nobody has been told ${refusal.message} yet, so nobody can have received it`;
    case 'not-excluded':
      return `${refusal.host} is not excluded from this run`;
    default:
      return describeNotRecorded(refusal);
  }
}

type NotRecorded = Extract<
  Refusal,
  {
    readonly kind:
      | 'no-step'
      | 'no-moment'
      | 'still-to-come'
      | 'hold-on-paper'
      | 'to-be-settled'
      | 'not-from-paper';
  }
>;

function describeNotRecorded(refusal: NotRecorded): string {
  switch (refusal.kind) {
    case 'no-step':
      return `This run has no step ${unitKey(refusal.unit)}`;
    case 'no-moment':
      return 'An entry needs the time at which it was done, with its offset: 2026-11-21T03:40:00+01:00';
    case 'still-to-come':
      return `${formatZonedTime(refusal.doneAt)} is in the future: by the clock of this workstation it is ${formatZonedTime(refusal.now)}. Say when it was done`;
    case 'hold-on-paper':
      return 'A hold point is released here by its approvers; it cannot be recorded from paper';
    case 'to-be-settled':
      return 'Its outcome is unknown: settle it instead, with a note';
    case 'not-from-paper':
      return `${unitKey(refusal.unit)} is ${refusal.state}; only what waits or failed can be recorded from paper`;
  }
}

const NOT_UNKNOWN = 'Only an unknown outcome can be settled';

const REMEDIES: Partial<Record<Extract<Refusal, { readonly kind: 'remedy' }>['remedy'], string>> = {
  recheck: 'The host keeps no record of this attempt, or its outcome is known',
  check: 'The step has no check of its own (done_if), or its outcome is known',
  'settle-done': NOT_UNKNOWN,
  'settle-failed': NOT_UNKNOWN,
  'settle-not-run': NOT_UNKNOWN,
};

const NOTES: Readonly<Record<NoteNeed, string>> = {
  'fix-logged': 'Leaving it needs a note: which emergency fix was logged',
  'skip-reason': 'Skipping needs a reason',
  'why-not-done': 'A step that was not done needs a note: why not',
  'why-not-sent': 'A message that was not sent needs a note: why not',
  'why-earlier':
    'At that time the run was not begun yet, or what comes first in it had not ended. Recording it needs a note: how that is',
  'what-is-wrong': 'A defect needs a text: what is wrong',
  'why-closed': 'Closing a defect needs a note: how it was dealt with',
  'how-known': 'Settling an unknown outcome needs a note: how it is known',
  'why-twice': 'It may have run already. Running it again needs a note that says why it may run twice',
};

export function describeNoteNeed(need: NoteNeed): string {
  return NOTES[need];
}

/** Of a name with which nobody acts, since the release lists other people. */
export function describeUnlisted(people: readonly KnownPerson[], written: string): string {
  return `"${written.trim()}" is not among the people of this release: ${describePeople(people)}`;
}
