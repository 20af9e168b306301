/** Puts what hosts and keys ask before the person at the terminal. What is typed is seen only where the host says so. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type AskPerson, type LoginPrompt, promptsOf, type Withdrawn } from '#core/run/login-question.ts';
import { describeLoginQuestion } from '#core/words/hosts/describe-login-question.ts';
import { isAtTerminal } from './ask.ts';
import { editorOutput, safe } from './terminal.ts';

let isAsked = false;

/** Whether such a question stands on the terminal now: nothing else is to be written over it. */
export function isLoginAsked(): boolean {
  return isAsked;
}

/** Null where nobody can be asked. */
export function askLoginAtTerminal(): AskPerson | null {
  return isAtTerminal() ? ask : null;
}

const ask: AskPerson = async (question, withdrawn) => {
  isAsked = true;
  try {
    const prompts = promptsOf(question);
    const heading = describeLoginQuestion(question);
    if (prompts.length === 0) writeHeading(heading);
    const answers: string[] = [];
    for (const prompt of prompts) {
      const answer = await askFor(prompt, withdrawn, answers.length === 0 ? heading : null);
      if (answer === null) return null;
      answers.push(answer);
    }
    return answers;
  } finally {
    isAsked = false;
  }
};

/** One line that nobody sees; null at the end of the input and on Ctrl-C. */
export function askHidden(text: string): Promise<string | null> {
  return askFor({ text, isShown: false }, NEVER_WITHDRAWN, null);
}

const NEVER_WITHDRAWN: Withdrawn = { aborted: false, addEventListener: () => undefined };

const CLEAR_LINE = '\r\u001b[K';

/** Null at the end of the input, on Ctrl-C, and where nobody needs an answer any more. `heading` is what is asked, before its first prompt. */
async function askFor(
  { text, isShown }: LoginPrompt,
  withdrawn: Withdrawn,
  heading: string | null,
): Promise<string | null> {
  const label = `${safe(text).replace(/:?\s*$/, '')}: `;
  const output = isShown ? editorOutput() : unseen();
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  // Only now does the terminal show nothing of what is typed: whoever reads the question may answer at once.
  if (heading !== null) writeHeading(heading);
  if (!isShown) process.stderr.write(label);
  terminal.once('SIGINT', () => {
    process.emit('SIGINT');
    terminal.close();
  });
  withdrawn.addEventListener('abort', () => terminal.close());
  const closed = new Promise<null>((resolve) => terminal.once('close', () => resolve(null)));
  try {
    return await Promise.race([terminal.question(isShown ? label : ''), closed]);
  } finally {
    terminal.close();
    if (!isShown) process.stderr.write('\n');
  }
}

function writeHeading(heading: string): void {
  process.stderr.write(Buffer.from(CLEAR_LINE));
  process.stderr.write(`${safe(heading)}\n`);
}

function unseen(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
