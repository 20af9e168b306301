/** Asks a person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { missingInProse } from '#core/plan/text.ts';
import type { Question, Remedy } from '#core/run/events.ts';
import type { OpenQuestion } from '#core/run/state.ts';
import { unitKey } from '#core/run/state.ts';
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
  { operator, interrupt }: Asking,
): Promise<readonly GivenAnswer[]> {
  const terminal = createInterface({ input: process.stdin, output: editorOutput() });
  // The terminal's own line editor takes Ctrl-C for itself; the run hears of it as of any other interrupt.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  terminal.on('SIGTSTP', () => process.emit('SIGTSTP'));
  try {
    const given = await put(open.question, operator, (text) =>
      terminal.question(safe(text), { signal: interrupt }),
    );
    return given ? [given] : [];
  } catch (error) {
    if (interrupt.aborted) return [];
    throw error;
  } finally {
    terminal.close();
  }
}

function put(question: Question, operator: string, prompt: Prompt): Promise<GivenAnswer | null> {
  switch (question.about) {
    case 'unit':
      return askRemedy(question, operator, prompt);
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
  operator: string,
  prompt: Prompt,
): Promise<GivenAnswer | null> {
  process.stderr.write(`\n${unitKey(question.unit)} is ${question.outcome}: ${safe(question.reason)}\n`);
  const offered = question.outcome === 'unknown' ? { ...FOR_UNKNOWN, ...ALWAYS } : ALWAYS;
  const choices = Object.entries(offered).map(([key, { words }]) => `[${key}] ${words}`);
  const word = (await prompt(`${choices.join(', ')}; [Enter] leave open? `)).trim().toLowerCase();
  const chosen = new Map(Object.entries<Offer>(offered)).get(word);
  if (!chosen) return null;
  const note = (await prompt(chosen.needsNote ? 'Reason: ' : 'Note (may be empty): ')).trim();
  return { answer: { to: 'unit', remedy: chosen.remedy }, by: operator, note: note || null };
}

interface Offer {
  readonly remedy: Remedy;
  readonly words: string;
  readonly needsNote?: true;
}

const ALWAYS: Readonly<Record<string, Offer>> = {
  r: { remedy: 'retry', words: 'retry' },
  s: { remedy: 'skip', words: 'skip', needsNote: true },
  e: { remedy: 'exclude', words: 'exclude the host' },
  t: { remedy: 'stop', words: 'stop' },
};
const FOR_UNKNOWN: Readonly<Record<string, Offer>> = {
  l: { remedy: 'look', words: 'look at the host again' },
  c: { remedy: 'check', words: "run the step's own check" },
  d: { remedy: 'settle-done', words: 'it is done', needsNote: true },
  f: { remedy: 'settle-failed', words: 'it failed', needsNote: true },
  n: { remedy: 'settle-not-run', words: 'it did not run', needsNote: true },
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
