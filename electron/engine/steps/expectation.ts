/** Whether what a command printed is what the plan expects, and what is taken from it. */

import type { Shell } from '#core/plan/model.ts';
import { gaveUp, parseExpression } from '#core/release/expression.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import type { Clock, Stream } from '../ports.ts';
import { createExcerpt } from './excerpt.ts';
import { type AttemptResult, bad, OK } from './step.ts';

/** All expressions of an attempt together are given up after this; the program does nothing else meanwhile. */
const MATCHING_MS = 2_000;
/** What is captured stands in the log, in commands and in environments. */
const MAX_CAPTURED_CHARACTERS = 64 * 1024;

export interface Watcher {
  see(stream: Stream, bytes: Uint8Array): void;
  text(stream: Stream): string;
  /** Whether the text is all that was printed: other bytes than UTF-8 are U+FFFD in it. */
  isUtf8(stream: Stream): boolean;
}

export function createWatcher(shell: Shell): Watcher {
  const wantsStdout =
    shell.expect.stdout !== null || shell.expect.stdoutNot !== null || Object.keys(shell.capture).length > 0;
  const wanted: Record<Stream, boolean> = { stdout: wantsStdout, stderr: shell.expect.stderrNot !== null };
  const seen = { stdout: createExcerpt(), stderr: createExcerpt() };
  return {
    see: (stream, bytes) => {
      if (wanted[stream]) seen[stream].add(bytes);
    },
    text: (stream) => seen[stream].text(),
    isUtf8: (stream) => seen[stream].isUtf8(),
  };
}

export interface Judged {
  readonly shell: Shell;
  readonly watcher: Watcher;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
}

export function judge(exit: number, judged: Judged): AttemptResult {
  const matcher = createMatcher(judged.clock);
  const problem = findProblem(exit, judged, matcher);
  if (problem) return { ...bad('failed', problem), exit };
  const { captured, problems } = capture(judged, matcher);
  return problems.length > 0
    ? { ...bad('failed', problems.join('; ')), exit, captured }
    : { ...OK, exit, captured };
}

/** Matches within one limit of time for all; the words say what was given up. */
export function createMatcher(clock: Clock) {
  const deadline = clock.monotonicMs() + MATCHING_MS;
  const isOver = (): boolean => clock.monotonicMs() > deadline;
  const compiled = (pattern: string) => {
    const parsed = parseExpression(pattern);
    // Lint has read it. A run that was begun by another version may hold what this one cannot read.
    return parsed.ok ? parsed.expression : parsed.message;
  };
  const tooMuch = (pattern: string, text: string): TooMuch => ({
    why: `Matching was given up after ${formatDuration(MATCHING_MS)}: ${pattern} is too much for ${text.length} characters of output. Make the expression simpler, or print less`,
  });
  return {
    test(pattern: string, text: string): boolean | TooMuch {
      const expression = compiled(pattern);
      if (typeof expression === 'string') return { why: `${pattern}: ${expression}` };
      const found = expression.test(text, isOver);
      return found === gaveUp ? tooMuch(pattern, text) : found;
    },
    find(pattern: string, text: string): string | null | TooMuch {
      const expression = compiled(pattern);
      if (typeof expression === 'string') return { why: `${pattern}: ${expression}` };
      const found = expression.find(text, isOver);
      return found === gaveUp ? tooMuch(pattern, text) : found;
    },
  };
}

/** Not known whether it matches, in words. */
export interface TooMuch {
  readonly why: string;
}

type Matcher = ReturnType<typeof createMatcher>;

function findProblem(exit: number, { shell: { expect }, watcher }: Judged, matcher: Matcher): string | null {
  if (!expect.exit.includes(exit))
    return `Exit code ${exit}${expect.exit.join() === '0' ? '' : `, expected ${expect.exit.join(' or ')}`}`;
  const { stdout, stdoutNot, stderrNot } = expect;
  const problemOf = (pattern: string | null, stream: Stream, demand: Demand): string | null => {
    const found = pattern === null ? demand.match : matcher.test(pattern, watcher.text(stream));
    if (typeof found === 'object') return found.why;
    if (found === demand.match) return null;
    return watcher.isUtf8(stream) ? demand.words : `${demand.words}. ${NOT_UTF8}`;
  };
  return (
    problemOf(stdout, 'stdout', { match: true, words: `Output does not match ${stdout}` }) ??
    problemOf(stdoutNot, 'stdout', unwanted(`Output matches ${stdoutNot}`)) ??
    problemOf(stderrNot, 'stderr', unwanted(`Error output matches ${stderrNot}`))
  );
}

/** Whether an expression is to match, and what is said where it is otherwise. */
interface Demand {
  readonly match: boolean;
  readonly words: string;
}

function unwanted(words: string): Demand {
  return { match: false, words: `${words}, which it must not` };
}

function capture({ shell, watcher, mask }: Judged, matcher: Matcher) {
  const captured: Record<string, string> = {};
  const missing: string[] = [];
  const problems: string[] = [];
  const text = Object.keys(shell.capture).length === 0 ? '' : watcher.text('stdout');
  for (const [name, pattern] of Object.entries(shell.capture)) {
    const found = matcher.find(pattern, text);
    if (found === null) missing.push(name);
    else if (typeof found === 'object') problems.push(`Nothing captured for ${name}: ${found.why}`);
    else if (found.length > MAX_CAPTURED_CHARACTERS) problems.push(tooLong(name, found));
    else if (found.includes('\uFFFD') && !watcher.isUtf8('stdout')) problems.push(notUtf8(name));
    else if (mask(found) !== found) problems.push(holdsSecret(name));
    else captured[name] = found;
  }
  if (missing.length > 0) problems.unshift(`Nothing to capture for ${missing.join(', ')}`);
  return { captured, problems };
}

/** Each byte that is no part of UTF-8 counts as one U+FFFD for an expression. */
const NOT_UTF8 = 'It printed bytes that are no UTF-8 text, which stand for U+FFFD here';

function notUtf8(name: string): string {
  return `Nothing captured for ${name}: what matches holds bytes that are no UTF-8 text. Let the command print it as UTF-8, such as by iconv, or as hexadecimal digits`;
}

/** Masked, it would go to a host as the signs of the mask. */
function holdsSecret(name: string): string {
  return `Nothing captured for ${name}: what matches holds a secret, which is kept nowhere. Capture something else, and give the secret itself to the step that needs it by env`;
}

function tooLong(name: string, found: string): string {
  return `Nothing captured for ${name}: ${found.length} characters match, and a captured value has at most ${MAX_CAPTURED_CHARACTERS}. Let the expression match less`;
}
