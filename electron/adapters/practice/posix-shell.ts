import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type PracticeShell, practiceEnvironment, type RunningCommand, type ShellOutput } from './shell.ts';

/** Runs commands for real by /bin/sh, each in a process group of its own, with the host's folder as home. */
export function createPosixShell(host: string, home: string): PracticeShell {
  const running = new Set<ChildProcessWithoutNullStreams>();
  return {
    start(command, output) {
      const child = spawn('/bin/sh', ['-c', command], {
        cwd: home,
        env: practiceEnvironment(host, home),
        detached: true,
      });
      running.add(child);
      child.once('close', () => running.delete(child));
      return attach(child, output);
    },
    stop() {
      for (const child of running) signalGroup(child, 'SIGKILL');
    },
  };
}

function attach(child: ChildProcessWithoutNullStreams, output: ShellOutput): RunningCommand {
  child.on('error', () => output.exited({ kind: 'exit', code: 127 }));
  child.on('exit', (code, signal) => {
    if (signal !== null) output.exited({ kind: 'signal', signal: signal.replace(/^SIG/, '') });
    else output.exited({ kind: 'exit', code: code ?? 1 });
  });
  child.on('close', () => output.closed());
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('error', () => undefined);
    child[stream].on('data', (bytes: Buffer) => {
      if (output.write(stream, bytes)) return;
      child.stdout.pause();
      child.stderr.pause();
    });
  }
  child.stdin.on('error', () => undefined);
  return {
    input: (bytes, taken) => {
      if (child.stdin.writable) child.stdin.write(bytes, () => taken());
      else taken();
    },
    endInput: () => void child.stdin.end(),
    signal: (name) => signalGroup(child, `SIG${name}`),
    resume: () => {
      child.stdout.resume();
      child.stderr.resume();
    },
    abandon: () => {
      child.stdin.end();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

function signalGroup(child: ChildProcessWithoutNullStreams, signal: string): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group has ended, or the name is no signal here.
  }
}
