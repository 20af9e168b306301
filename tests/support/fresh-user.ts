/** A user of this system who has nothing but a home: no checkout, no Node, no display. Needs root. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATH = '/usr/bin:/bin';
/** Takes how many folders to hide, the folders, and the words of runuser. */
const HIDING =
  'n=$1; shift; while [ "$n" -gt 0 ]; do mount -t tmpfs none "$1" || exit 1; shift; n=$((n - 1)); done; exec runuser "$@"';

export interface FreshUser {
  readonly home: string;
  /** Runs a shell text in the home, gives what it printed; throws where it fails. */
  run(text: string): string;
  /** Starts a shell text in the home and resolves once it has printed what is awaited; gives what ends all of it, and is over once it has ended. */
  start(text: string, awaited: RegExp): Promise<(signal?: NodeJS.Signals) => Promise<void>>;
  /** Ends what was started, and takes the user and the home away. */
  remove(): Promise<void>;
}

/** In the place of each folder in `hidden` the user finds an empty one. */
export function createFreshUser(name: string, hidden: readonly string[]): FreshUser {
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  execFileSync('useradd', ['--home-dir', home, '--no-create-home', '--shell', '/bin/sh', name]);
  execFileSync('chown', [name, home]);
  const words = (text: string) => [
    '--mount',
    'sh',
    '-c',
    HIDING,
    'sh',
    String(hidden.length),
    ...hidden,
    '-u',
    name,
    '--',
    'env',
    '-i',
    `HOME=${home}`,
    `PATH=${PATH}`,
    `USER=${name}`,
    'sh',
    '-ec',
    `cd; ${text}`,
  ];
  const started: (() => Promise<void>)[] = [];
  return {
    home,
    run: (text) => execFileSync('unshare', words(text), { encoding: 'utf8', cwd: '/' }),
    start: (text, awaited) =>
      new Promise((resolve, reject) => {
        const child = spawn('unshare', words(text), { cwd: '/', detached: true });
        let said = '';
        let isOver = false;
        // What was started besides may outlive the shell, and holds its output.
        const ended = once(child, 'close');
        const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
          if (!isOver) process.kill(-(child.pid ?? 0), signal);
          await ended;
        };
        started.push(stop);
        const listen = (chunk: Buffer) => {
          said += chunk.toString();
          if (awaited.test(said)) resolve(stop);
        };
        child.stdout.on('data', listen);
        child.stderr.on('data', listen);
        child.once('exit', (code) => {
          isOver = true;
          reject(new Error(`ended with ${code}: ${said}`));
        });
      }),
    async remove() {
      await Promise.all(started.map((stop) => stop()));
      execFileSync('userdel', ['--force', name]);
      execFileSync('rm', ['-rf', home]);
    },
  };
}
