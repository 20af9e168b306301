/** The command line at a terminal of its own: what it asks is waited for, and answered as a person would. */
import { spawn } from 'node:child_process';
import type { Desk } from './cli-fixture.ts';

export interface AtTerminal {
  /** Waits until this stands on the screen, after all that was waited for before. */
  sees(text: string): Promise<void>;
  type(line: string): void;
  /** Keys as they are, such as Ctrl-C. */
  press(keys: string): void;
  /** All that stood on the screen. */
  screen(): string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

export function startAtTerminal(desk: Desk, words: readonly string[]): AtTerminal {
  const { command, env } = desk.commandLine(words);
  const line = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd: desk.folder, env, stdio: 'pipe' });
  let shown = '';
  let from = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  return {
    async sees(text) {
      while (shown.indexOf(text, from) < 0) {
        if (child.exitCode !== null) throw new Error(`ended without "${text}":\n${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      from = shown.indexOf(text, from) + text.length;
    },
    type: (typed) => void child.stdin.write(`${typed}\n`),
    press: (keys) => void child.stdin.write(keys),
    screen: () => shown,
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}
