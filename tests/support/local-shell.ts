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
  write(bytes: Uint8Array | string): void;
  /** What it prints from now on. */
  onOutput(listener: (stream: 'stdout' | 'stderr', bytes: Buffer) => void): void;
  kill(): void;
  /** The link goes: nobody reads or writes any more. */
  cut(): void;
}

export interface LocalShell {
  readonly home: string;
  /** `text` on stdin, which stays open as a link's does. */
  start(text: string, env?: Readonly<Record<string, string>>): RunningShell;
  /** `text` on stdin, then the end of it. */
  say(text: string, env?: Readonly<Record<string, string>>): Promise<ShellResult>;
  /** A command line with `input` on stdin, then the end of it. */
  run(command: string, input: string): Promise<ShellResult>;
  close(): void;
}

const PROGRAMS = ['dash', 'bash', 'busybox', 'ksh93', 'mksh', 'yash'] as const;
const isLinuxRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** Shells that a host may have as its /bin/sh. On Linux none may be missing: opening it fails. */
export const SHELLS: readonly string[] = PROGRAMS.map((name) => `/usr/bin/${name}`).filter(
  (path) => process.platform === 'linux' || existsSync(path),
);

/** Makes a shell the /bin/sh of everything below, where that can be done; elsewhere only the first one is that shell. */
function commandOf(path: string, words: readonly string[]): readonly string[] {
  if (isLinuxRoot) {
    const bind = 'mount --bind "$0" "$(readlink -f /bin/sh)" && exec /bin/sh "$@"';
    return ['unshare', '-m', 'sh', '-c', bind, path, ...words];
  }
  return path.endsWith('busybox') ? [path, 'sh', ...words] : [path, ...words];
}

export function openShell(path: string): LocalShell {
  if (!existsSync(path)) throw new Error(`${path} is not installed: npm test provides it`);
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-shell-'));

  function start(
    text: string,
    more: Readonly<Record<string, string>> = {},
    how: readonly string[] = ['-s'],
  ): RunningShell {
    const [program = path, ...words] = commandOf(path, how);
    const env = { HOME: home, ...more, PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
    const child = spawn(program, words, { env, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
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
      write: (bytes) => void child.stdin.write(bytes),
      onOutput(listener) {
        child.stdout.on('data', (bytes: Buffer) => listener('stdout', bytes));
        child.stderr.on('data', (bytes: Buffer) => listener('stderr', bytes));
      },
      kill: () => void child.kill('SIGKILL'),
      cut() {
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  return {
    home,
    start: (text, more) => start(text, more),
    run(command, input) {
      const running = start(input, {}, ['-c', command]);
      running.endInput();
      return running.ended;
    },
    say(text, more) {
      const running = start(`${text}\n`, more);
      running.endInput();
      return running.ended;
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}
