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
  /** Takes the user and the home away. */
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
  return {
    home,
    run: (text) => execFileSync('runuser', words(text), { encoding: 'utf8', cwd: '/' }),
    start: (text, awaited) =>
      new Promise((resolve, reject) => {
        const child = spawn('runuser', words(text), { cwd: '/', detached: true });
        let said = '';
        const listen = (chunk: Buffer) => {
          said += chunk.toString();
          if (awaited.test(said)) resolve(() => process.kill(-(child.pid ?? 0), 'SIGTERM'));
        };
        child.stdout.on('data', listen);
        child.stderr.on('data', listen);
        child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
      }),
    remove: () => {
      execFileSync('userdel', ['--force', name]);
      execFileSync('rm', ['-rf', home]);
    },
  };
}
