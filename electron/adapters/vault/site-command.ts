/** A command of the site that prints a secret: run without a shell, within limits, and heard by nobody else. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { environmentWithout, placeOf } from '#adapters/system/account.ts';
import { COMMAND_LIMITS, isWholePath } from '#core/library/vault.ts';
import type { CommandFault, SecretFault } from '#core/run/workstation-faults.ts';
import { printable } from '#core/words/text/printable.ts';
import type { Result } from '#engine/ports.ts';

/** Of what it prints as its error output, the end is quoted. */
const QUOTED_BYTES = 4096;
/** What it left running may hold its output open; nobody waits for that. */
const REST_MS = 500;

export interface SiteCommand {
  readonly argv: readonly string[];
  /** Variables that hold other secrets of this workstation: it does not get them. */
  readonly hidden: ReadonlySet<string>;
  readonly limits?: { readonly ms: number; readonly bytes: number };
}

/** What it prints, without one line end at the end. */
export async function readFromCommand(command: SiteCommand): Promise<Result<string, SecretFault>> {
  const [program = ''] = command.argv;
  const value = isWholePath(program) ? await run(command) : refuse({ kind: 'command-path' });
  return value.ok ? value : { ok: false, error: { kind: 'command', program, fault: value.error } };
}

async function run({
  argv,
  hidden,
  limits = COMMAND_LIMITS,
}: SiteCommand): Promise<Result<string, CommandFault>> {
  const [program = '', ...words] = argv;
  const heard = await hear({ program: placeOf(program), words, hidden, limits });
  const { end, output, said } = heard;
  const most = limits.bytes;
  const withoutValue = quotable(said, output);
  switch (end.kind) {
    case 'unstarted':
      return refuse({ kind: 'command-unstarted', code: end.code });
    case 'late':
      return refuse({ kind: 'command-late', withinMs: limits.ms, said: withoutValue });
    case 'too-large':
      return refuse({ kind: 'command-output', why: 'too-large', most });
    case 'exit':
      if (end.code !== 0 || end.signal !== null)
        return refuse({ kind: 'command-failed', exit: end.code, signal: end.signal, said: withoutValue });
      return valueIn(output, most);
  }
}

function valueIn(output: Buffer, most: number): Result<string, CommandFault> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(output).replace(/\r?\n$/, '');
  } catch {
    return refuse({ kind: 'command-output', why: 'not-utf8', most });
  }
  if (text === '') return refuse({ kind: 'command-output', why: 'empty', most });
  if (text.includes('\0')) return refuse({ kind: 'command-output', why: 'zero-byte', most });
  return { ok: true, value: text };
}

/** The end of its error output, without what it printed as a value. */
function quotable(said: Buffer, output: Buffer): string {
  let text = said.toString('utf8').trim();
  for (const line of output.toString('utf8').split(/\r?\n/)) {
    const value = line.trim();
    if (value.length >= 4) text = text.replaceAll(value, '•••');
  }
  return printable(text.slice(-280).replaceAll(/\s+/g, ' '));
}

type End =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'unstarted'; readonly code: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'too-large' };

interface Heard {
  readonly end: End;
  readonly output: Buffer;
  readonly said: Buffer;
}

interface Started {
  readonly program: string;
  readonly words: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly limits: { readonly ms: number; readonly bytes: number };
}

function hear({ program, words, hidden, limits }: Started): Promise<Heard> {
  return new Promise((resolve) => {
    let output = Buffer.alloc(0);
    let said = Buffer.alloc(0);
    let end: End | null = null;
    let child: ChildProcessByStdio<null, Readable, Readable> | null = null;
    const settle = (how: End): void => {
      end ??= how;
      clearTimeout(timer);
      child?.stdout.destroy();
      child?.stderr.destroy();
      resolve({ end, output, said });
    };
    const give = (how: End): void => {
      if (end !== null) return;
      if (child !== null) endGroup(child);
      settle(how);
    };
    const timer = setTimeout(() => give({ kind: 'late' }), limits.ms);
    let started: ReturnType<typeof start>;
    try {
      started = start(program, words, hidden);
    } catch (error) {
      return settle({ kind: 'unstarted', code: codeOf(error) });
    }
    child = started;
    started.once('error', (error) => settle({ kind: 'unstarted', code: codeOf(error) }));
    started.stdout.on('data', (bytes: Buffer) => {
      output = Buffer.concat([output, bytes]);
      if (output.length > limits.bytes) give({ kind: 'too-large' });
    });
    started.stderr.on('data', (bytes: Buffer) => {
      said = Buffer.concat([said, bytes]).subarray(-QUOTED_BYTES);
    });
    started.once('exit', (code, signal) => {
      const how = { kind: 'exit', code, signal } as const;
      // What is in its pipes by then is read before that comes about.
      setTimeout(() => setImmediate(() => settle(how)), REST_MS);
      started.once('close', () => settle(how));
    });
  });
}

/** In a group of its own, so that all of it can be ended; it is asked nothing at the terminal. */
function start(program: string, words: readonly string[], hidden: ReadonlySet<string>) {
  const env = environmentWithout(hidden);
  return spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

function endGroup(child: { readonly pid?: number | undefined; kill(signal: 'SIGKILL'): boolean }): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function refuse(error: CommandFault): { readonly ok: false; readonly error: CommandFault } {
  return { ok: false, error };
}
