/** Asks a person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { missingInProse } from '#core/plan/text.ts';
import { type OfferedAnswer, offeredAnswers } from '#core/run/answers.ts';
import type { Question, Remedy } from '#core/run/events.ts';
import { type OpenQuestion, type RunState, unitKey } from '#core/run/state.ts';
import { labelAnswer } from '#core/words/label-answer.ts';
import type { GivenAnswer } from './answers.ts';
import { editorOutput, safe } from './terminal.ts';

/** Whether a person can be asked: what is typed comes from a terminal, and what is asked is seen on one. */
export function isAtTerminal(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

/** Yes or no; the end of the input and Ctrl-C are a no. */
export async function confirmAtTerminal(text: string): Promise<boolean> {
  return isYes(await askLine(text));
}

/** One line that a person types; empty at the end of the input and on Ctrl-C. */
export async function askLine(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: editorOutput() });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(safe(text)), closed]);
  } finally {
    terminal.close();
  }
}

type Prompt = (text: string) => Promise<string>;

export interface Asking {
  readonly operator: string;
  /** Ends the question unanswered. */
  readonly interrupt: AbortSignal;
}

/** Puts one question and gives what was answered; empty when the person wants to leave it open, or was interrupted. */
export async function askAtTerminal(
  open: OpenQuestion,
  state: RunState,
  { operator, interrupt }: Asking,
): Promise<readonly GivenAnswer[]> {
  const terminal = createInterface({ input: process.stdin, output: editorOutput() });
  // The terminal's own line editor takes Ctrl-C for itself; the run hears of it as of any other interrupt.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  terminal.on('SIGTSTP', () => process.emit('SIGTSTP'));
  try {
    const prompt: Prompt = (text) => terminal.question(safe(text), { signal: interrupt });
    const given = await put({ open, state, operator, prompt });
    return given ? [given] : [];
  } catch (error) {
    if (interrupt.aborted) return [];
    throw error;
  } finally {
    terminal.close();
  }
}

interface Put {
  readonly open: OpenQuestion;
  readonly state: RunState;
  readonly operator: string;
  readonly prompt: Prompt;
}

function put(asked: Put): Promise<GivenAnswer | null> {
  const { operator, prompt } = asked;
  const { question } = asked.open;
  switch (question.about) {
    case 'unit':
      return askRemedy(question, asked);
    case 'manual':
      return askDone(question, operator, prompt);
    case 'hold':
      return askRelease(question, operator, prompt);
    case 'notify':
      return askSent(question, operator, prompt);
    case 'batch':
      return askBatch(question, operator, prompt);
    case 'verdict':
      return askVerdict(question, operator, prompt);
  }
}

type About<A extends Question['about']> = Extract<Question, { about: A }>;

async function askRemedy(
  question: About<'unit'>,
  { open, state, operator, prompt }: Put,
): Promise<GivenAnswer | null> {
  process.stderr.write(`\n${unitKey(question.unit)} is ${question.outcome}: ${safe(question.reason)}\n`);
  const offers = remedyOffers(state, open);
  const choices = offers.map(({ key, label }) => `[${key}] ${label}`);
  const word = (await prompt(`${choices.join(', ')}; [Enter] leave open? `)).trim().toLowerCase();
  const chosen = offers.find(({ key }) => key === word);
  if (!chosen) return null;
  const note = (
    await prompt(chosen.needsNote === null ? 'Note (may be empty): ' : `${chosen.needsNote}: `)
  ).trim();
  return { answer: chosen.answer, by: operator, note: note || null };
}

export interface RemedyOffer extends OfferedAnswer {
  /** What is typed for it. */
  readonly key: string;
  readonly label: string;
}

/** What the rules offer about a bad unit, each with its key. */
export function remedyOffers(state: RunState, open: OpenQuestion): readonly RemedyOffer[] {
  return offeredAnswers(state, open).flatMap((offered) =>
    offered.answer.to === 'unit'
      ? [{ ...offered, key: KEYS[offered.answer.remedy], label: labelAnswer(state, open, offered.answer) }]
      : [],
  );
}

const KEYS: Readonly<Record<Remedy, string>> = {
  retry: 'r',
  skip: 's',
  exclude: 'e',
  stop: 't',
  look: 'l',
  check: 'c',
  'settle-done': 'd',
  'settle-failed': 'f',
  'settle-not-run': 'n',
};

async function askDone(
  question: About<'manual'>,
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  process.stderr.write(`\n${question.unit.step}, to be done by a person:\n${safe(question.text).trim()}\n`);
  for (const item of question.items) {
    if (!isYes(await prompt(`  ${safe(item)} [y/n]? `))) return null;
  }
  const word = await prompt('Done [y], not done [n], leave open [Enter]? ');
  if (word.trim() === '') return null;
  return { answer: { to: 'manual', done: isYes(word), items: question.items }, by: operator, note: null };
}

async function askRelease(
  question: About<'hold'>,
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  process.stderr.write(
    `\nHold point ${question.unit.step}: released by ${question.count} of ${question.approvers.join(', ') || 'anyone'}\n`,
  );
  const by = (
    await prompt(
      `Name of the person who decides (empty: leave open)${question.notOperator ? `, not ${operator}` : ''}: `,
    )
  ).trim();
  if (by === '') return null;
  const release = isYes(await prompt('Release [y/n]? '));
  const note = (await prompt('Note (may be empty): ')).trim();
  return { answer: { to: 'hold', release }, by, note: note || null };
}

async function askSent(
  question: About<'notify'>,
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  process.stderr.write(
    `\nTo be sent by ${safe(question.channel)} to ${safe(question.to.join(', '))}:\n${safe(question.subject)}\n${safe(question.body)}\n`,
  );
  const missing = missingInProse(`${question.subject}\n${question.body}`);
  if (missing.length > 0)
    process.stderr.write(`Not known yet, fill it in before you send it: ${safe(missing.join(', '))}\n`);
  const word = await prompt('Sent [y], not sent [n], leave open [Enter]? ');
  return word.trim() === ''
    ? null
    : { answer: { to: 'notify', done: isYes(word), items: [] }, by: operator, note: null };
}

async function askBatch(
  question: About<'batch'>,
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  process.stderr.write(
    `\nBatch ${question.batch} of ${question.batches} waits: ${question.hosts.join(', ')}\n`,
  );
  const word = await prompt('Go on [y], stop [n], leave open [Enter]? ');
  return word.trim() === '' ? null : { answer: { to: 'batch', goOn: isYes(word) }, by: operator, note: null };
}

async function askVerdict(
  question: About<'verdict'>,
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  const criteria = question.criteria.map((criterion) => `  - ${safe(criterion)}\n`).join('');
  process.stderr.write(`\nThe verification is done. Success means:\n${criteria}`);
  const word = (
    await prompt('[s] success, [b] back out, [l] leave it, with an emergency fix; [Enter] leave open? ')
  )
    .trim()
    .toLowerCase();
  const verdict = ({ s: 'success', b: 'back-out', l: 'leave' } as const)[word];
  if (!verdict) return null;
  const note = (
    await prompt(verdict === 'leave' ? 'Which fix was logged: ' : 'Note (may be empty): ')
  ).trim();
  return { answer: { to: 'verdict', verdict }, by: operator, note: note || null };
}

function isYes(word: string): boolean {
  return /^y(es)?$/i.test(word.trim());
}
