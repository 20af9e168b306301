/** The command line as a child process, with a library of its own and releases written for real sshd hosts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { RunEvent } from '#core/run/events.ts';
import type { RunJson, UnitJson } from '#core/run/view.ts';
import { type Sshd, userKey } from './sshd.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the programs lie that the bundler made. */
export const BUNDLE = join(ROOT, 'out', 'main');
const MAIN = join(BUNDLE, 'cli.js');
const OWN_NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node');
export const NODE = existsSync(OWN_NODE) ? OWN_NODE : process.execPath;

/** The command line is started thousands of times: what its files compile to is kept from one start to the next. */
const NODE_COMPILE_CACHE = join(ROOT, '.cache', 'compiled');

export interface CliResult {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it came, for what is not text. */
  readonly bytes: Buffer;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** What it printed up to now. */
  stdout(): string;
}

export interface Desk {
  readonly folder: string;
  /** The library's folder. */
  readonly data: string;
  /** What `start` starts, for a test that starts it in another way. */
  commandLine(
    words: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): { readonly command: readonly string[]; readonly env: NodeJS.ProcessEnv };
  /** What it said on standard error but for the note that its library is new, as `cli` gives it. */
  withoutMade(stderr: string): string;
  start(words: readonly string[], env?: Readonly<Record<string, string>>): RunningCli;
  cli(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  /** Writes a release file and gives its path. */
  write(name: string, release: object): string;
  /** Writes an answers file and gives its path. */
  answers(answers: object): string;
  /** `run FILE --env lab` with the test user's key. */
  run(file: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  startRun(
    file: string,
    more?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<RunningCli>;
  backout(run: string, more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  resume(run: string, more?: readonly string[]): Promise<CliResult>;
  startResume(run: string, more?: readonly string[]): Promise<RunningCli>;
  show(run: string): Promise<RunJson>;
  events(run: string): Promise<RunEvent[]>;
  verify(): Promise<CliResult>;
  /** The run that was begun last. */
  lastRun(): Promise<string>;
  close(): void;
}

export interface DeskOptions {
  /** Words before the command line, such as those that lead into another network. */
  readonly enter?: readonly string[];
}

export function openDesk({ enter = [] }: DeskOptions = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-desk-'));
  const data = join(folder, 'library');
  let files = 0;

  const commandLine: Desk['commandLine'] = (words, env = {}) => ({
    command: [...enter, NODE, MAIN, ...words],
    env: { ...process.env, NODE_COMPILE_CACHE, HOME: folder, HOLDPOINT_DATA: data, ...env },
  });

  /** Every desk begins without a library, so that whatever begins work there says so first. */
  const withoutMade = (stderr: string): string =>
    stderr.replace(`note: a new library is made in ${data}\n`, '');

  function start(words: readonly string[], more: Readonly<Record<string, string>> = {}): RunningCli {
    const { command, env } = commandLine(words, more);
    const [program = NODE, ...rest] = command;
    const child = spawn(program, rest, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');
    const ended = new Promise<CliResult>((resolve) =>
      child.once('close', (exit) =>
        resolve({ exit, stdout: text(out), stderr: withoutMade(text(err)), bytes: Buffer.concat(out) }),
      ),
    );
    return { child, ended, stdout: () => text(out) };
  }

  const cli: Desk['cli'] = (words, env) => start(words, env).ended;
  const login = async (): Promise<string[]> => ['--credential', `default=key:${(await userKey()).key}`];
  const json = async (words: readonly string[]): Promise<unknown> => {
    const { stdout, stderr } = await cli(words);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const startRun: Desk['startRun'] = async (file, more = [], env = {}) =>
    start(['run', file, '--env', 'lab', ...(await login()), ...more], env);

  return {
    folder,
    data,
    withoutMade,
    commandLine,
    start,
    cli,
    write(name, release) {
      const path = join(folder, `${name}.release.yaml`);
      writeFileSync(path, stringify(release, { aliasDuplicateObjects: false, lineWidth: 0 }));
      return path;
    },
    answers(answers) {
      files += 1;
      const path = join(folder, `answers-${files}.yaml`);
      writeFileSync(path, stringify(answers));
      return path;
    },
    run: async (file, more, env) => (await startRun(file, more, env)).ended,
    startRun,
    backout: async (run, more = [], env = {}) => cli(['backout', run, ...(await login()), ...more], env),
    resume: async (run, more = []) => cli(['resume', run, ...(await login()), ...more]),
    startResume: async (run, more = []) => start(['resume', run, ...(await login()), ...more]),
    show: async (run) => (await json(['show', run, '--json'])) as RunJson,
    events: async (run) =>
      (await cli(['events', run])).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as RunEvent),
    verify: () => cli(['verify']),
    lastRun: async () => {
      const [newest] = (await json(['runs', '--json'])) as { run: string }[];
      if (!newest) throw new Error('no run was begun');
      return newest.run;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** How a release names a test server. */
export function inventory(
  hosts: readonly Pick<Sshd, 'name' | 'address' | 'port' | 'user' | 'fingerprint'>[],
  more: Readonly<Record<string, object>> = {},
): object {
  return Object.fromEntries(
    hosts.map(({ name, address, port, user, fingerprint }) => [
      name,
      { address, port, user, host_keys: [fingerprint], ...more[name] },
    ]),
  );
}

/** A release whose deployment is one phase of these steps, in the environment `lab`. */
export function releaseOf(
  hosts: object,
  steps: readonly object[],
  more: Readonly<Record<string, unknown>> = {},
): object {
  const { info = {}, phase = {}, ...rest } = more as Record<string, object>;
  return {
    holdpoint: 1,
    release: { id: 'lab', name: 'Lab', version: '1.0.0', ...info },
    environments: { lab: { kind: 'test', hosts } },
    deployment: { phases: [{ id: 'main', title: 'Main', steps, ...phase }] },
    ...rest,
  };
}

/** A command that leaves its words in the host's journal, with an undo that does the same. */
export function noted(id: string, on: string, more: object = {}): object {
  return { id, title: `Do ${id}`, on, run: note(`did ${id}`), undo: note(`undid ${id}`), ...more };
}

export function note(words: string): string {
  return `echo ${words} >>"$HOLDPOINT_HOST_DIR/journal"`;
}

/** An attached step whose text is too long for the shell that a connection has: it needs a session, and a login, of its own. */
export function notedApart(id: string, on: string, more: object = {}): object {
  return noted(id, on, { run: `${note(`did ${id}`)} # ${'x'.repeat(70_000)}`, mode: 'attached', ...more });
}

/** What commands noted on a host, oldest first. */
export function journalOf(host: Pick<Sshd, 'dir'>): string[] {
  const path = join(host.dir, 'journal');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

/** Waits for something to become true; a test that waits in vain ends by its own time limit. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export function unitIn(run: RunJson, step: string, host: string | null = null): UnitJson {
  const unit = run.units.find((each) => each.step === step && each.host === host);
  if (!unit) throw new Error(`no unit ${step}@${host ?? ''}`);
  return unit;
}

/** `step@host state` of every unit. */
export function statesOf(run: RunJson): string[] {
  return run.units.map(({ step, host, state }) => `${step}${host === null ? '' : `@${host}`} ${state}`);
}
