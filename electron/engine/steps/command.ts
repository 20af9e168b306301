/** Steps that are a command on a host: `run`, `check`, `script`. */
import type { Shell } from '#core/plan/model.ts';
import { reach } from '../reach.ts';
import { execute } from '../remote/execute.ts';
import type { JobListener } from '../remote/job.ts';
import { interpreterText, shellText } from '../remote/shell-text.ts';
import { type TrackedEnding, track } from '../remote/track.ts';
import { type ShellJob, scriptText } from '../remote/wrapper.ts';
import { resultOfEnding } from './ending.ts';
import { createWatcher, judge } from './expectation.ts';
import { type Ran, runReboot } from './reboot.ts';
import {
  type AttemptContext,
  type AttemptResult,
  type ContextTracking,
  fill,
  jobOf,
  type StepRunner,
} from './step.ts';

export const runCommand: StepRunner<'run' | 'check'> = (task, context) =>
  runShell(shellText(fill(task.command, context), task.shell, context.sha256), task.shell, context);

export const runScript: StepRunner<'script'> = (task, context) => {
  const script = fill(task.text, context);
  const interpreter = interpreterText(task.interpreter, task.shell);
  return runShell(scriptText(interpreter, script, context.sha256(script)), task.shell, context);
};

export async function runShell(text: string, shell: Shell, context: AttemptContext): Promise<AttemptResult> {
  if (context.step.mode === 'reboot' && context.unit.task.kind !== 'poll')
    return runReboot(text, { shell, run: runText }, context);
  const { ending, watcher } = await runText(text, shell, context);
  const { kind, adopted = false, leftBehind = false, tookMs = null } = ending;
  const result =
    kind === 'exit'
      ? judge(ending.code, { shell, watcher, clock: context.clock, mask: context.mask })
      : resultOfEnding(ending, shell.timeoutMs);
  return { ...result, adopted, leftBehind, tookMs };
}

/** Runs a text to its end as the step says, and keeps what decides on it. */
async function runText(text: string, shell: Shell, context: AttemptContext): Promise<Ran> {
  const watcher = createWatcher(shell);
  const listener: JobListener = {
    onStarted: context.onStarted,
    onOutput(stream, bytes) {
      watcher.see(stream, bytes);
      return context.onOutput(stream, bytes);
    },
  };
  const run: ShellRun = { job: jobOf(text, shell, context), shell, listener };
  const { tracking } = context;
  const ending = tracking ? await runTracked(run, { ...context, tracking }) : await runAttached(run, context);
  return { ending, watcher };
}

interface ShellRun {
  readonly job: ShellJob;
  readonly shell: Shell;
  readonly listener: JobListener;
}

/** The host keeps no record: when the link goes, nobody knows. */
async function runAttached(
  { job, shell, listener }: ShellRun,
  context: AttemptContext,
): Promise<TrackedEnding> {
  const link = await reach(context);
  if (!link.ok)
    return context.cancellation.isWished
      ? { kind: 'stopped' }
      : { kind: 'not-started', reason: link.error.message };
  const { freshNonce, cancellation, clock, guard } = context;
  return execute(
    {
      link: link.value,
      // Connecting may have taken the host's lease.
      job: { ...job, guard: guard() },
      nonce: freshNonce(),
      timeoutMs: shell.timeoutMs,
      cancellation,
      listener,
    },
    clock,
  );
}

function runTracked(
  { job, shell, listener }: ShellRun,
  context: AttemptContext & { readonly tracking: ContextTracking },
): Promise<TrackedEnding> {
  const { tracking, unit, cancellation, clock, patienceMs, sha256, freshNonce, connect, guard } = context;
  return track({
    place: tracking.place,
    intendedAt: tracking.intendedAt,
    job,
    sha256: sha256(job.text),
    host: unit.host ?? '',
    timeoutMs: shell.timeoutMs,
    patienceMs,
    cancellation,
    clock,
    nonce: freshNonce,
    connect,
    claim: tracking.claim,
    guard,
    listener: { ...listener, onLost: tracking.onLost, onFound: tracking.onFound },
    found: tracking.found,
  });
}
