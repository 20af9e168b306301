/** A user of this system who has nothing but a home: no checkout, no Node, no display. Needs root. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATH = '/usr/bin:/bin';

export interface FreshUser {
  readonly home: string;
  /** Runs a shell text in the home, gives what it printed; throws where it fails. */
  run(text: string): string;
  /** Starts a shell text in the home and resolves once it has printed what is awaited; gives what ends it. */
  start(text: string, awaited: RegExp): Promise<() => void>;
  /** Ends what was started, and takes the user and the home away. */
  remove(): void;
}

export function createFreshUser(name: string): FreshUser {
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  execFileSync('useradd', ['--home-dir', home, '--no-create-home', '--shell', '/bin/sh', name]);
  execFileSync('chown', [name, home]);
  const words = (text: string) => [
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
  const started: (() => void)[] = [];
  return {
    home,
    run: (text) => execFileSync('runuser', words(text), { encoding: 'utf8', cwd: '/' }),
    start: (text, awaited) =>
      new Promise((resolve, reject) => {
        const child = spawn('runuser', words(text), { cwd: '/', detached: true });
        let said = '';
        let isOver = false;
        const stop = () => {
          if (!isOver) process.kill(-(child.pid ?? 0), 'SIGTERM');
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
    remove: () => {
      for (const stop of started) stop();
      execFileSync('userdel', ['--force', name]);
      execFileSync('rm', ['-rf', home]);
    },
  };
}
