/** Asks a person at the terminal. */

import { createInterface } from 'node:readline/promises';
import { missingInProse } from '#core/plan/text.ts';
import { describePeople } from '#core/release/people.ts';
import { describeQuestion } from '#core/report/state-page-model.ts';
import type { Question, StepGo, UnitRef, Verdict } from '#core/run/events.ts';
import { noteNeeded, type Refusal, refuseAnswer } from '#core/run/may-answer.ts';
import { type OpenQuestion, type RunState, stepOf, unitKey } from '#core/run/state.ts';
import { describeBatchHosts } from '#core/words/run/describe-batch-hosts.ts';
import {
  type Choice,
  type ChoiceCosts,
  choicesOf,
  describeChoice,
  describeStepTakes,
  labelChoice,
} from '#core/words/run/describe-choice.ts';
import { describeBadOutcome } from '#core/words/run/describe-reason.ts';
import { describeNoteNeed, describeRefusal } from '#core/words/run/describe-refusal.ts';
import { describeRelease } from '#core/words/run/describe-releasers.ts';
import { labelAnswer } from '#core/words/run/label-answer.ts';
import { joinClauses } from '#core/words/text/sentence.ts';
import type { AnswerBy } from './answers.ts';
import { editorOutput, indent, safe } from './terminal.ts';

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
  /** Looked up when somebody is asked. */
  costs(state: RunState): ChoiceCosts;
}

/** Puts one question and gives what was answered; empty when the person wants to leave it open, or was interrupted. */
export async function askAtTerminal(
  open: OpenQuestion,
  state: RunState,
  { operator, interrupt, costs }: Asking,
): Promise<readonly AnswerBy[]> {
  const terminal = createInterface({ input: process.stdin, output: editorOutput() });
  // The terminal's own line editor takes Ctrl-C for itself; the run hears of it as of any other interrupt.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  terminal.on('SIGTSTP', () => process.emit('SIGTSTP'));
  try {
    const prompt: Prompt = (text) => terminal.question(safe(text), { signal: interrupt });
    const hosts = describeBatchHosts(state.plan, open.question);
    if (hosts !== null) process.stderr.write(`\n${safe(hosts)}`);
    const given = await put({ open, state, operator, prompt, costs: () => costs(state) });
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
  costs(): ChoiceCosts;
}

function put(asked: Put): Promise<AnswerBy | null> {
  const { operator, prompt } = asked;
  const { question } = asked.open;
  switch (question.about) {
    case 'unit':
      return askRemedy(question, asked);
    case 'manual':
      return askDone(question, operator, prompt);
    case 'hold':
      return askRelease(question, asked);
    case 'notify':
      return askSent(question, operator, prompt);
    case 'batch':
      return askBatch(question, operator, prompt);
    case 'step':
      return askStep(question, asked);
    case 'verdict':
      return askVerdict(question, operator, prompt);
  }
}

type About<A extends Question['about']> = Extract<Question, { about: A }>;

async function askRemedy(
  question: About<'unit'>,
  { state, operator, prompt, costs }: Put,
): Promise<AnswerBy | null> {
  const { unit } = question;
  process.stderr.write(
    `\n${unitKey(unit)} is ${question.outcome}: ${indent(describeBadOutcome(question))}\n`,
  );
  const known = costs();
  const choices = choicesWithKeys(state, unit);
  for (const { choice, key } of choices) {
    const says = describeChoice(state, unit, { choice, costs: known });
    process.stderr.write(`  [${key}] ${safe(labelChoice(state, unit, choice))}: ${safe(says)}\n`);
  }
  const keys = choices.map(({ key }) => key);
  const word = await choose(prompt, `${keys.join(', ')}; [Enter] leave open? `, keys);
  const chosen = choices.find(({ key }) => key === word)?.choice;
  if (!chosen) return null;
  const backsOut = chosen === 'back-out';
  const answer = { to: 'unit', remedy: backsOut ? 'stop' : chosen } as const;
  const need = noteNeeded(state, unit, answer);
  const note = (await prompt(need === null ? 'Note (may be empty): ' : `${describeNoteNeed(need)}: `)).trim();
  return { answer, by: operator, note: note || null, ...(backsOut && { cause: 'to-back-out' as const }) };
}

/** What may be done about a bad unit, and what is typed for it. */
export function choicesWithKeys(state: RunState, unit: UnitRef) {
  return choicesOf(state, unit).map((choice) => ({ choice, key: KEYS[choice] }));
}

const KEYS: Readonly<Record<Choice, string>> = {
  retry: 'r',
  skip: 's',
  exclude: 'e',
  stop: 't',
  recheck: 'l',
  check: 'c',
  'settle-done': 'd',
  'settle-failed': 'f',
  'settle-not-run': 'n',
  'back-out': 'b',
};

async function askDone(
  question: About<'manual'>,
  operator: string,
  prompt: Prompt,
): Promise<AnswerBy | null> {
  process.stderr.write(`\n${question.unit.step}, to be done by a person:\n${safe(question.text).trim()}\n`);
  for (const item of question.items) {
    if ((await chooseYesNo(prompt, `  ${safe(item)} [y/n]? `)) !== true) return null;
  }
  const done = await chooseYesNo(prompt, 'Done [y], not done [n], leave open [Enter]? ');
  if (done === null) return null;
  const note = done ? null : await askWhyNot(prompt);
  return { answer: { to: 'manual', done, items: question.items }, by: operator, note };
}

async function askWhyNot(prompt: Prompt): Promise<string | null> {
  return (await prompt('Why not: ')).trim() || null;
}

async function askRelease(question: About<'hold'>, { open, state, prompt }: Put): Promise<AnswerBy | null> {
  const { people = [] } = state.header;
  const mayNot = (name: string): Refusal | null =>
    refuseAnswer(state, {
      question: open.id,
      answer: { to: 'hold', release: true },
      by: name,
      note: null,
    });
  const { title } = stepOf(state.plan, question.unit.step);
  process.stderr.write(
    `\nHold point ${question.unit.step}: ${safe(title)}\nTo be ${safe(describeRelease(question))}\n`,
  );
  if (people.length > 0) {
    const offered = people.filter(({ id }) => mayNot(id) === null);
    process.stderr.write(`Who may decide: ${safe(describePeople(offered) || 'nobody who is listed')}\n`);
  }
  for (;;) {
    const by = (await prompt('Name of the person who decides (empty: leave open): ')).trim();
    if (by === '') return null;
    const refusal = mayNot(by);
    if (refusal !== null) {
      process.stderr.write(`${safe(describeRefusal(refusal))}\n`);
      continue;
    }
    const release = await chooseYesNo(prompt, 'Release [y], refuse [n], leave open [Enter]? ');
    if (release === null) return null;
    const note = (await prompt('Note (may be empty): ')).trim();
    return { answer: { to: 'hold', release }, by, note: note || null };
  }
}

async function askSent(
  question: About<'notify'>,
  operator: string,
  prompt: Prompt,
): Promise<AnswerBy | null> {
  process.stderr.write(
    `\nTo be sent by ${safe(question.channel)} to ${safe(question.to.join(', '))}:\n${safe(question.subject)}\n${safe(question.body)}\n`,
  );
  const missing = missingInProse(`${question.subject}\n${question.body}`);
  if (missing.length > 0)
    process.stderr.write(`Not known yet, fill it in before you send it: ${safe(missing.join(', '))}\n`);
  const done = await chooseYesNo(prompt, 'Sent [y], not sent [n], leave open [Enter]? ');
  if (done === null) return null;
  const note = done ? null : await askWhyNot(prompt);
  return { answer: { to: 'notify', done, items: [] }, by: operator, note };
}

async function askBatch(
  question: About<'batch'>,
  operator: string,
  prompt: Prompt,
): Promise<AnswerBy | null> {
  process.stderr.write(
    `\nBatch ${question.batch} of ${question.batches} waits: ${question.hosts.join(', ')}\n`,
  );
  const isContinued = await chooseYesNo(prompt, 'Continue [y], stop [n], leave open [Enter]? ');
  return isContinued === null
    ? null
    : { answer: { to: 'batch', continue: isContinued }, by: operator, note: null };
}

const GOES: Readonly<Record<string, StepGo>> = { y: 'step', r: 'rest', n: 'stop' };

async function askStep(
  question: About<'step'>,
  { open, state, operator, prompt, costs }: Put,
): Promise<AnswerBy | null> {
  const { title } = stepOf(state.plan, question.unit.step);
  const takes = describeStepTakes(state, question, costs().history);
  process.stderr.write(
    `\nNext: ${safe(title)}\n${safe(joinClauses([describeQuestion(question), takes ?? '']))}\n`,
  );
  const choices = Object.entries(GOES).map(
    ([key, go]) => `[${key}] ${labelAnswer(state, open, { to: 'step', go })}`,
  );
  const word = await choose(prompt, `${choices.join(', ')}; [Enter] leave open? `, Object.keys(GOES));
  const go = GOES[word ?? ''];
  return go ? { answer: { to: 'step', go }, by: operator, note: null } : null;
}

const VERDICTS: Readonly<Record<string, Verdict>> = { s: 'success', b: 'back-out', l: 'leave' };

async function askVerdict(
  question: About<'verdict'>,
  operator: string,
  prompt: Prompt,
): Promise<AnswerBy | null> {
  process.stderr.write('\nThe verification is done. Success means that all of this is so:\n');
  const met: string[] = [];
  for (const criterion of question.criteria) {
    const isMet = await chooseYesNo(prompt, `  ${criterion}: met [y/n], leave open [Enter]? `);
    if (isMet === null) return null;
    if (isMet) met.push(criterion);
  }
  const isSuccess = met.length === question.criteria.length;
  const text = `${isSuccess ? '[s] success, ' : ''}[b] back out, [l] leave it, with an emergency fix; [Enter] leave open? `;
  const keys = Object.keys(VERDICTS).filter((key) => isSuccess || VERDICTS[key] !== 'success');
  const verdict = VERDICTS[(await choose(prompt, text, keys)) ?? ''];
  if (!verdict) return null;
  const note = (
    await prompt(verdict === 'leave' ? 'Which fix was logged: ' : 'Note (may be empty): ')
  ).trim();
  return { answer: { to: 'verdict', verdict, met }, by: operator, note: note || null };
}

/** One of these keys; null where the person only presses Enter. Anything else decides nothing and is asked again. */
async function choose(prompt: Prompt, text: string, keys: readonly string[]): Promise<string | null> {
  for (;;) {
    const word = (await prompt(text)).trim().toLowerCase();
    if (word === '') return null;
    if (keys.includes(word)) return word;
    process.stderr.write(`"${safe(word)}" is none of ${keys.join(', ')}; nothing was decided\n`);
  }
}

async function chooseYesNo(prompt: Prompt, text: string): Promise<boolean | null> {
  const word = await choose(prompt, text, ['y', 'n', 'yes', 'no']);
  return word === null ? null : word.startsWith('y');
}

function isYes(word: string): boolean {
  return /^y(es)?$/i.test(word.trim());
}
