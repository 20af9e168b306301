/** Whether an answer may be given: the rules of hold points and of bad units, in one place for app and command line. */
import type { Person } from '#core/release/model.ts';
import type { Answer, Question } from './events.ts';
import type { RunState } from './state.ts';

export interface GivenAnswer {
  /** The question's id. */
  readonly question: string;
  readonly answer: Answer;
  readonly by: string;
  readonly note: string | null;
}

/** Why this answer may not be given to this question by this person; null when it may. */
export function refuseAnswer(
  state: RunState,
  { question, answer, by, note }: GivenAnswer,
  people: readonly Person[],
): string | null {
  const open = state.questions.get(question);
  if (!open) return 'This question is not open (any more)';
  if (by.trim() === '') return 'An answer needs the name of the person who gives it';
  if (answer.to !== open.question.about)
    return `This question takes an answer about a ${open.question.about}, not about a ${answer.to}`;
  switch (open.question.about) {
    case 'hold':
      return refuseRelease(open.question, by, {
        operator: state.header.operator,
        releasedBy: open.releasedBy,
        people,
      });
    case 'manual':
      return answer.to === 'manual' && answer.done ? missingItems(open.question.items, answer.items) : null;
    case 'unit':
      return answer.to === 'unit' && answer.remedy === 'skip' && !note?.trim()
        ? 'Skipping needs a reason'
        : null;
    case 'notify':
    case 'batch':
      return null;
  }
}

type Hold = Extract<Question, { about: 'hold' }>;

interface Concerned {
  readonly operator: string;
  readonly releasedBy: readonly string[];
  readonly people: readonly Person[];
}

function refuseRelease(hold: Hold, by: string, { operator, releasedBy, people }: Concerned): string | null {
  const person = people.find((p) => p.id === by);
  const named =
    hold.approvers.length === 0 || hold.approvers.some((a) => a === by || person?.roles.includes(a));
  if (!named) return `${by} is not an approver of this hold point (${hold.approvers.join(', ')})`;
  if (hold.notOperator && isSamePerson(by, operator))
    return `${by} runs this release and may not release this hold point`;
  if (releasedBy.some((other) => isSamePerson(by, other))) return `${by} has released it already`;
  return null;
}

/** Names that differ in case or spaces are one person's: nobody counts twice by writing their name another way. */
function isSamePerson(a: string, b: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return plain(a) === plain(b);
}

function missingItems(items: readonly string[], ticked: readonly string[]): string | null {
  const missing = items.filter((item) => !ticked.includes(item));
  return missing.length === 0 ? null : `Not ticked: ${missing.join(', ')}`;
}
