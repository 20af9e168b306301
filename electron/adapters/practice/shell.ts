/** What runs the commands of a practice host. */
import type { Stream } from '#core/run/stream.ts';

export interface PracticeShell {
  /** Starts one command, as sshd would: by the host's shell, in the host's home. */
  start(command: string, output: ShellOutput): RunningCommand;
  /** Ends whatever still runs. */
  stop(): void;
}

/** Where a command's output and end go. `exited` comes once, `closed` once after all output. */
export interface ShellOutput {
  /** False asks for a pause until `resume` is called. */
  readonly write: (stream: Stream, bytes: Uint8Array) => boolean;
  readonly exited: (end: ShellEnd) => void;
  readonly closed: () => void;
}

export type ShellEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string };

export interface RunningCommand {
  /** Calls back when more input is welcome. */
  input(bytes: Uint8Array, taken: () => void): void;
  endInput(): void;
  /** Sends a signal such as `TERM` to the command's process group. */
  signal(name: string): void;
  resume(): void;
  /** The client is gone: output has no reader any more. The command continues, as under sshd. */
  abandon(): void;
}

/** The environment that commands of a practice host see: nothing of this program's own. */
export function practiceEnvironment(host: string, home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    USER: 'practice',
    LOGNAME: 'practice',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    HOLDPOINT_PRACTICE: '1',
    HOLDPOINT_PRACTICE_HOST: host,
  };
}
