/** Whether what a command printed is what the plan expects, and what is taken from it. */
import type { Shell } from '#core/plan/model.ts';
import type { Stream } from '../ports.ts';
import { type AttemptResult, bad, OK } from './step.ts';

/** Of each stream, this much from the start and from the end is looked at. */
const LOOKED_AT_CHARACTERS = 4 * 1024 * 1024;

export interface Watcher {
  see(stream: Stream, bytes: Uint8Array): void;
  text(stream: Stream): string;
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
  };
}

function createExcerpt() {
  const decoder = new TextDecoder();
  let head = '';
  let tail = '';
  return {
    add(bytes: Uint8Array) {
      const text = decoder.decode(bytes, { stream: true });
      if (head.length < LOOKED_AT_CHARACTERS) head += text;
      else tail = (tail + text).slice(-LOOKED_AT_CHARACTERS);
    },
    text: () => head + tail,
  };
}

export interface Judged {
  readonly shell: Shell;
  readonly watcher: Watcher;
  readonly mask: (text: string) => string;
}

export function judge(exit: number, { shell, watcher, mask }: Judged): AttemptResult {
  const problem = findProblem(exit, shell, watcher);
  if (problem) return { ...bad('failed', problem), exit };
  const { captured, missing } = capture(shell.capture, watcher.text('stdout'), mask);
  if (missing.length > 0)
    return { ...bad('failed', `Nothing to capture for ${missing.join(', ')}`), exit, captured };
  return { ...OK, exit, captured };
}

function findProblem(exit: number, { expect }: Shell, watcher: Watcher): string | null {
  if (!expect.exit.includes(exit))
    return `Exit code ${exit}${expect.exit.join() === '0' ? '' : `, expected ${expect.exit.join(' or ')}`}`;
  if (expect.stdout !== null && !matches(expect.stdout, watcher.text('stdout')))
    return `Output does not match ${expect.stdout}`;
  if (expect.stdoutNot !== null && matches(expect.stdoutNot, watcher.text('stdout')))
    return `Output matches ${expect.stdoutNot}, which it must not`;
  if (expect.stderrNot !== null && matches(expect.stderrNot, watcher.text('stderr')))
    return `Error output matches ${expect.stderrNot}, which it must not`;
  return null;
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'm').test(text);
}

function capture(patterns: Readonly<Record<string, string>>, text: string, mask: (text: string) => string) {
  const captured: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, pattern] of Object.entries(patterns)) {
    const found = new RegExp(pattern, 'm').exec(text);
    if (found) captured[name] = mask(found[1] ?? found[0]);
    else missing.push(name);
  }
  return { captured, missing };
}
