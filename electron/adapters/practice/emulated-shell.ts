import { Bash, type CustomCommand, defineCommand, InMemoryFs, MountableFs, ReadWriteFs } from 'just-bash';
import {
  type PracticeShell,
  practiceEnvironment,
  type RunningCommand,
  type ShellEnd,
  type ShellOutput,
} from './shell.ts';
import { readArrived, readInvocation, takeMarker } from './wrapped-command.ts';

/** Where the host's folder appears to its commands. */
const HOME = '/home/practice';

/**
 * Runs commands by an emulated shell over the host's folder, for machines without /bin/sh. It covers what practice
 * releases use; output comes when the command has ended, and there are no background processes.
 */
export function createEmulatedShell(host: string, folder: string): PracticeShell {
  const machine = new EmulatedMachine(host, folder);
  return {
    start: (command, output) => new EmulatedCommand(machine, command, output),
    stop: () => machine.signalAll(),
  };
}

class EmulatedMachine {
  readonly #host: string;
  readonly #files: MountableFs;
  readonly #running = new Map<number, (signal: string) => void>();
  #lastPid = 1000;

  constructor(host: string, folder: string) {
    this.#host = host;
    const home = new ReadWriteFs({ root: folder, allowSymlinks: true, maxFileReadSize: 512 * 1024 * 1024 });
    this.#files = new MountableFs({
      base: new InMemoryFs(),
      mounts: [{ mountPoint: HOME, filesystem: home }],
    });
  }

  nextPid(): number {
    return ++this.#lastPid;
  }

  async run(
    pid: number,
    text: string,
    stdin: Buffer,
  ): Promise<{ end: ShellEnd; stdout: Buffer; stderr: Buffer }> {
    const abort = new AbortController();
    let signal: string | null = null;
    this.#running.set(pid, (name) => {
      signal = name;
      abort.abort();
    });
    try {
      const result = await this.#shell(pid).exec(text, {
        rawScript: true,
        stdin: stdin.toString('latin1'),
        stdinKind: 'bytes',
        signal: abort.signal,
      });
      const end: ShellEnd =
        signal === null ? { kind: 'exit', code: result.exitCode } : { kind: 'signal', signal };
      return { end, stdout: bytesOf(result.stdout), stderr: bytesOf(result.stderr) };
    } catch (error) {
      const end: ShellEnd = signal === null ? { kind: 'exit', code: 126 } : { kind: 'signal', signal };
      return { end, stdout: Buffer.alloc(0), stderr: Buffer.from(`${String(error)}\n`) };
    } finally {
      this.#running.delete(pid);
    }
  }

  signal(pid: number, name: string): boolean {
    const send = this.#running.get(pid);
    send?.(name);
    return send !== undefined;
  }

  signalAll(): void {
    for (const send of this.#running.values()) send('KILL');
  }

  #shell(pid: number): Bash {
    const env = { ...practiceEnvironment(this.#host, HOME), PATH: '/usr/bin:/bin' };
    return new Bash({
      fs: this.#files,
      cwd: HOME,
      env,
      processInfo: { pid, ppid: 1, uid: 1000, gid: 1000 },
      customCommands: this.#commands(pid),
      // It would replace globals of this whole process while a command runs.
      defenseInDepth: false,
    });
  }

  /** What the engine asks of a host and the emulation does not have. */
  #commands(own: number): CustomCommand[] {
    const say = (stdout: string, exitCode = 0) => Promise.resolve({ stdout, stderr: '', exitCode });
    return [
      defineCommand('id', (args) =>
        say(args.includes('-u') && !args.includes('-n') ? '1000\n' : 'practice\n'),
      ),
      defineCommand('hostname', () => say(`${this.#host}\n`)),
      defineCommand('uname', () => say(`${this.#host}\n`)),
      ...['sync', 'umask', 'trap'].map((name) => defineCommand(name, () => say(''))),
      defineCommand('df', () => say(DF)),
      defineCommand('ps', (args) => say(args.includes('-p') ? `${own}\n` : this.#processes())),
      defineCommand('kill', (args) => say('', this.#kill(args) ? 0 : 1)),
      defineCommand('mktemp', async (_args, { fs }) => {
        const path = `/tmp/tmp.${own}.${Math.random().toString(36).slice(2, 10)}`;
        await fs.mkdir(path, { recursive: true });
        return { stdout: `${path}\n`, stderr: '', exitCode: 0 };
      }),
    ];
  }

  #processes(): string {
    return [...this.#running.keys()].map((pid) => `${pid} S\n`).join('');
  }

  #kill(args: readonly string[]): boolean {
    const [option = '-TERM', ...targets] = args;
    const name = option.replace(/^-(SIG)?/, '');
    const pids = targets.filter((text) => text !== '--').map((text) => Math.abs(Number(text)));
    if (name === '0') return pids.every((pid) => this.#running.has(pid));
    return pids.map((pid) => this.signal(pid, name)).every(Boolean);
  }
}

const DF =
  'Filesystem 1024-blocks Used Available Capacity Mounted on\npractice 10485760 1048576 9437184 10% /\n';

/** Output is text, or bytes with one character each. */
function bytesOf(text: string): Buffer {
  for (let index = 0; index < text.length; index++)
    if (text.charCodeAt(index) > 255) return Buffer.from(text, 'utf8');
  return Buffer.from(text, 'latin1');
}

class EmulatedCommand implements RunningCommand {
  readonly #machine: EmulatedMachine;
  readonly #output: ShellOutput;
  readonly #pid: number;
  readonly #invocation: ReturnType<typeof readInvocation>;
  #stdin: Buffer = Buffer.alloc(0);
  #begun: { text: string } | null = null;
  #started = false;

  constructor(machine: EmulatedMachine, command: string, output: ShellOutput) {
    this.#machine = machine;
    this.#output = output;
    this.#pid = machine.nextPid();
    this.#invocation = readInvocation(command);
    if (this.#invocation.kind === 'plain') this.#run(this.#invocation.text);
  }

  input(bytes: Uint8Array, taken: () => void): void {
    if (!this.#started) {
      this.#stdin = Buffer.concat([this.#stdin, bytes]);
      this.#consider(false);
    }
    taken();
  }

  endInput(): void {
    if (!this.#started) this.#consider(true);
  }

  #consider(ended: boolean): void {
    const { kind } = this.#invocation;
    if (kind === 'plain') return;
    this.#begin(ended);
    if (this.#begun !== null && (kind === 'script' || ended)) this.#run(this.#begun.text);
  }

  /** Takes the shell text off stdin and prints its start marker at once: data is sent only after it. */
  #begin(ended: boolean): void {
    if (this.#begun !== null) return;
    const arrived = readArrived(this.#stdin, ended);
    if (arrived === null) return;
    const { marker, text } = takeMarker(arrived.text, this.#pid);
    this.#stdin = arrived.data;
    this.#begun = { text };
    if (marker !== null) this.#output.write('stdout', Buffer.from(marker));
  }

  #run(text: string): void {
    this.#started = true;
    void this.#machine.run(this.#pid, text, this.#stdin).then(({ end, stdout, stderr }) => {
      if (stdout.length > 0) this.#output.write('stdout', stdout);
      if (stderr.length > 0) this.#output.write('stderr', stderr);
      this.#output.exited(end);
      this.#output.closed();
    });
  }

  signal(name: string): void {
    this.#machine.signal(this.#pid, name);
  }

  resume(): void {}

  abandon(): void {}
}
