/** Shell texts of the engine, given to a real shell as a host's sshd would give them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | null;
}

export interface RunningShell {
  readonly ended: Promise<ShellResult>;
  /** What it printed up to now. */
  stdout(): string;
  /** Nothing more comes on stdin. */
  endInput(): void;
  /** A line on stdin, which brings the output up to now. */
  remind(): void;
  /** The link goes: nobody reads or writes any more. */
  cut(): void;
}

export interface LocalShell {
  readonly home: string;
  /** `text` on stdin, which stays open as a link's does. */
  start(text: string): RunningShell;
  /** `text` on stdin, then the end of it. */
  say(text: string): Promise<ShellResult>;
  close(): void;
}

/** Shells of this machine that a host may have as its /bin/sh. */
export const SHELLS: readonly string[] = [
  '/bin/dash',
  '/bin/bash',
  '/bin/busybox',
  '/bin/ksh',
  '/bin/mksh',
].filter((path) => existsSync(path));

export function openShell(path: string): LocalShell {
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-shell-'));
  const words = path.endsWith('busybox') ? ['sh', '-s'] : ['-s'];

  function start(text: string): RunningShell {
    const env = { HOME: home, PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
    const child = spawn(path, words, { env, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
    const parts = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes: Buffer) => {
      parts.stdout += bytes.toString('latin1');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      parts.stderr += bytes.toString('latin1');
    });
    child.stdin.on('error', () => undefined);
    child.stdin.write(text);
    const ended = new Promise<ShellResult>((resolve) =>
      child.once('close', (exit) => resolve({ ...parts, exit })),
    );
    return {
      ended,
      stdout: () => parts.stdout,
      endInput: () => child.stdin.end(),
      remind: () => void child.stdin.write('\n'),
      cut() {
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  return {
    home,
    start,
    say(text) {
      const running = start(`${text}\n`);
      running.endInput();
      return running.ended;
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}
