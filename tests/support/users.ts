/** Users of this machine made for a test, and what sudo lets them do. Needs `whyNoUsers() === null`. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestUser {
  readonly name: string;
  readonly home: string;
  /** Lines of a sudoers file; they replace those of before. */
  sudoers(lines: readonly string[]): void;
  expirePassword(): void;
  remove(): void;
}

let count = 0;

export function makeUser(password: string): TestUser {
  count += 1;
  const name = `hp-test-${process.pid}-${count}`;
  const home = join('/home', name);
  const rules = join('/etc/sudoers.d', name);
  execFileSync('useradd', ['--create-home', '--home-dir', home, '--shell', '/bin/sh', name]);
  execFileSync('chpasswd', [], { input: `${name}:${password}\n` });
  const remove = (): void => {
    rmSync(rules, { force: true });
    try {
      execFileSync('pkill', ['-KILL', '-u', name], { stdio: 'ignore' });
    } catch {
      // Nothing of the user is running.
    }
    execFileSync('userdel', ['--force', '--remove', name], { stdio: 'ignore' });
  };
  return {
    name,
    home,
    sudoers: (lines) => writeFileSync(rules, `${lines.join('\n')}\n`, { mode: 0o440 }),
    expirePassword: () => void execFileSync('chage', ['--lastday', '0', name]),
    remove,
  };
}
