/** Whether what a command printed is what the plan expects, and what is taken from it. */

import type { Shell } from '#core/plan/model.ts';
import { gaveUp, parseExpression } from '#core/release/expression.ts';
import type { MatchingFailed, NotCaptured, Reason } from '#core/run/reasons.ts';
import type { Clock, Stream } from '../ports.ts';
import { NOT_STARTED_EXIT } from '../remote/not-started.ts';
import { readScriptRefusal } from '../remote/read-refusal.ts';
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
  /** The last line of stderr. */
  lastWords(): string;
}

export function createWatcher(shell: Shell): Watcher {
  const wantsStdout =
    shell.expect.stdout !== null || shell.expect.stdoutNot !== null || Object.keys(shell.capture).length > 0;
  const wanted: Record<Stream, boolean> = { stdout: wantsStdout, stderr: shell.expect.stderrNot !== null };
  const seen = { stdout: createExcerpt(), stderr: createExcerpt() };
  let last = new Uint8Array();
  return {
    see: (stream, bytes) => {
      if (wanted[stream]) seen[stream].add(bytes);
      if (stream === 'stderr') last = lastOf(last, bytes);
    },
    lastWords: () => new TextDecoder().decode(last).trimEnd().split('\n').at(-1) ?? '',
    text: (stream) => seen[stream].text(),
    isUtf8: (stream) => seen[stream].isUtf8(),
  };
}

/** Longer than a path can be. */
const LAST_WORDS_BYTES = 8 * 1024;

function lastOf(before: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const newest = bytes.subarray(-LAST_WORDS_BYTES);
  const kept = before.subarray(Math.max(0, before.length + newest.length - LAST_WORDS_BYTES));
  const joined = new Uint8Array(kept.length + newest.length);
  joined.set(kept);
  joined.set(newest, kept.length);
  return joined;
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
  const [first, ...more] = problems;
  if (!first) return { ...OK, exit, captured };
  const reason: Reason = more.length === 0 ? first : { kind: 'several', reasons: problems };
  return { ...bad('failed', reason), exit, captured };
}

/** Matches within one limit of time for all; the reason says what was given up. */
export function createMatcher(clock: Clock) {
  const deadline = clock.monotonicMs() + MATCHING_MS;
  const isOver = (): boolean => clock.monotonicMs() > deadline;
  const compiled = (pattern: string) => {
    const parsed = parseExpression(pattern);
    // Lint has read it. A run that was begun by another version may hold what this one cannot read.
    return parsed.ok ? parsed.expression : parsed.message;
  };
  const tooMuch = (pattern: string, text: string): MatchingFailed => ({
    kind: 'matching-given-up',
    pattern,
    afterMs: MATCHING_MS,
    characters: text.length,
  });
  const unreadable = (pattern: string, problem: string): MatchingFailed => ({
    kind: 'pattern-unreadable',
    pattern,
    problem,
  });
  return {
    test(pattern: string, text: string): boolean | MatchingFailed {
      const expression = compiled(pattern);
      if (typeof expression === 'string') return unreadable(pattern, expression);
      const found = expression.test(text, isOver);
      return found === gaveUp ? tooMuch(pattern, text) : found;
    },
    find(pattern: string, text: string): string | null | MatchingFailed {
      const expression = compiled(pattern);
      if (typeof expression === 'string') return unreadable(pattern, expression);
      const found = expression.find(text, isOver);
      return found === gaveUp ? tooMuch(pattern, text) : found;
    },
  };
}

type Matcher = ReturnType<typeof createMatcher>;

function findProblem(exit: number, { shell: { expect }, watcher }: Judged, matcher: Matcher): Reason | null {
  const by = exit === NOT_STARTED_EXIT ? readScriptRefusal(watcher.lastWords()) : null;
  if (by !== null) return { kind: 'start-prevented', by };
  if (!expect.exit.includes(exit)) return { kind: 'exit', code: exit, expected: expect.exit };
  const problemOf = (pattern: string | null, stream: Stream, mustMatch: boolean): Reason | null => {
    if (pattern === null) return null;
    const matches = matcher.test(pattern, watcher.text(stream));
    if (typeof matches === 'object') return matches;
    if (matches === mustMatch) return null;
    return { kind: 'output', stream, pattern, matches, utf8: watcher.isUtf8(stream) };
  };
  return (
    problemOf(expect.stdout, 'stdout', true) ??
    problemOf(expect.stdoutNot, 'stdout', false) ??
    problemOf(expect.stderrNot, 'stderr', false)
  );
}

function capture({ shell, watcher, mask }: Judged, matcher: Matcher) {
  const captured: Record<string, string> = {};
  const missing: string[] = [];
  const problems: Reason[] = [];
  const text = Object.keys(shell.capture).length === 0 ? '' : watcher.text('stdout');
  const unfit = (found: string): NotCaptured | null => {
    if (found.length > MAX_CAPTURED_CHARACTERS)
      return { kind: 'match-too-long', characters: found.length, most: MAX_CAPTURED_CHARACTERS };
    // A shell drops it without a word.
    if (found.includes('\0')) return { kind: 'match-zero-byte' };
    // Each byte that is no part of UTF-8 counts as one U+FFFD for an expression.
    if (found.includes('\uFFFD') && !watcher.isUtf8('stdout')) return { kind: 'match-not-utf8' };
    // Masked, it would go to a host as the signs of the mask.
    return mask(found) === found ? null : { kind: 'match-secret' };
  };
  for (const [name, pattern] of Object.entries(shell.capture)) {
    const found = matcher.find(pattern, text);
    const because = typeof found === 'string' ? unfit(found) : found;
    if (found === null) missing.push(name);
    else if (because !== null) problems.push({ kind: 'not-captured', name, because });
    else if (typeof found === 'string') captured[name] = found;
  }
  if (missing.length > 0) problems.unshift({ kind: 'nothing-to-capture', names: missing });
  return { captured, problems };
}
