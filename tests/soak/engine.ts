/** Programs that carry out a run and are killed: the command line, or the same with a named point in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Desk } from '#support/cli-fixture.ts';
import { userKey } from '#support/sshd.ts';
import type { Failpoint } from './failpoints.ts';

/** To begin a release file, or to resume a run. */
export type Wish = { readonly file: string } | { readonly run: string };

export interface EngineWish {
  readonly wish: Wish;
  readonly data: string;
  readonly key: string;
  readonly answers: string | null;
  readonly failpoint: Failpoint;
}

export interface Engine {
  readonly child: ChildProcess;
  readonly ended: Promise<EngineEnd>;
  /** How many lines it printed up to now: one for each event. */
  lines(): number;
  /** How often it found an attempt again. */
  found(): number;
}

export interface EngineEnd {
  readonly exit: number | null;
  readonly killed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const CHILD = fileURLToPath(new URL('./engine.child.ts', import.meta.url));

/** The command line itself. */
export async function startCli(desk: Desk, wish: Wish, answers: string | null): Promise<Engine> {
  const what = 'file' in wish ? ['run', wish.file, '--env', 'lab'] : ['resume', wish.run];
  const words = [...what, '--credential', `default=key:${(await userKey()).key}`, '--jsonl'];
  const { command, env } = desk.commandLine([...words, ...(answers === null ? [] : ['--answers', answers])]);
  return follow(command, { cwd: desk.folder, env });
}

export interface Resuming {
  readonly data: string;
  /** That library stands where the first one does: user, machine and folder are the same. */
  readonly isClone?: boolean;
  readonly more: readonly string[];
}

/** Another program that takes up the run, with a library of its own. */
export async function resumeCli(
  desk: Desk,
  run: string,
  { data, isClone = false, more }: Resuming,
): Promise<Engine> {
  const words = ['resume', run, '--credential', `default=key:${(await userKey()).key}`, '--jsonl', ...more];
  const { command, env } = desk.commandLine(words, isClone ? {} : { HOLDPOINT_DATA: data });
  const place = [
    'unshare',
    '-m',
    'sh',
    '-c',
    'mount --bind "$0" "$1" && shift && exec "$@"',
    data,
    desk.data,
  ];
  return follow(isClone ? [...place, ...command] : command, { cwd: desk.folder, env });
}

/** The same engine in a program that kills itself at the point. */
export async function startWithFailpoint(
  desk: Desk,
  { wish, answers = null, failpoint }: { wish: Wish; answers?: string | null; failpoint: Failpoint },
): Promise<Engine> {
  const { env } = desk.commandLine([]);
  const { key } = await userKey();
  const told: EngineWish = { wish, data: desk.data, key, answers, failpoint };
  return follow([process.execPath, CHILD, JSON.stringify(told)], { cwd: desk.folder, env });
}

function follow(
  [program = '', ...words]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Engine {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    lines += text.split('\n').length - 1;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([exit, signal]): EngineEnd => {
    return { exit: exit as number | null, killed: signal === 'SIGKILL', stdout, stderr };
  });
  return { child, ended, lines: () => lines, found: () => stdout.split('"attemptReattached"').length - 1 };
}
