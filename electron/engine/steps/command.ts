/** Steps that are a command on a host: `run`, `check`, `script`. */
import type { Shell } from '#core/plan/model.ts';
import { reach } from '../reach.ts';
import { type AttemptEnd, notReached } from '../remote/ends.ts';
import { execute } from '../remote/execute.ts';
import type { JobListener } from '../remote/job.ts';
import { interpreterText, shellText } from '../remote/shell-text.ts';
import { type AttemptRecord, track } from '../remote/track.ts';
import { type ShellJob, scriptText } from '../remote/wrapper.ts';
import { resultOf } from './attempt-result.ts';
import { createWatcher, judge } from './expectation.ts';
import { type Ran, runReboot } from './reboot.ts';
import { type AttemptContext, type AttemptResult, fill, jobOf, type StepRunner } from './step.ts';

export const runCommand: StepRunner<'run' | 'check'> = (task, context) =>
  runShell(shellText(fill(task.command, context), task.shell, context.texts.sha256), task.shell, context);

export const runScript: StepRunner<'script'> = (task, context) => {
  const script = fill(task.text, context);
  const interpreter = interpreterText(task.interpreter, task.shell);
  return runShell(scriptText(interpreter, script, context.texts.sha256(script)), task.shell, context);
};

export async function runShell(text: string, shell: Shell, context: AttemptContext): Promise<AttemptResult> {
  if (context.step.mode === 'reboot' && context.unit.task.kind !== 'poll')
    return runReboot(text, { shell, run: runText }, context);
  const { end, watcher } = await runText(text, shell, context);
  const adopted = 'provenance' in end && end.provenance === 'adopted';
  if (end.kind !== 'exit') return { ...resultOf(end, shell.timeoutMs), adopted };
  const { code, leftBehind, tookMs } = end;
  const judged = judge(code, { shell, watcher, clock: context.clock, mask: context.texts.mask });
  return { ...judged, adopted, leftBehind, tookMs };
}

/** Runs a text to its end as the step says, and keeps what decides on it. */
async function runText(text: string, shell: Shell, context: AttemptContext): Promise<Ran> {
  const watcher = createWatcher(shell);
  const listener: JobListener = {
    onStarted: context.listener.onStarted,
    onOutput(stream, bytes) {
      watcher.see(stream, bytes);
      return context.listener.onOutput(stream, bytes);
    },
  };
  const run: ShellRun = { job: jobOf(text, shell, context), shell, listener };
  const { record } = context;
  const end = record ? await runTracked(run, record, context) : await runAttached(run, context);
  return { end, watcher };
}

interface ShellRun {
  readonly job: ShellJob;
  readonly shell: Shell;
  readonly listener: JobListener;
}

/** The host keeps no record: when the link goes, nobody knows. */
async function runAttached({ job, shell, listener }: ShellRun, context: AttemptContext): Promise<AttemptEnd> {
  const link = await reach(context);
  if (!link.ok) return notReached(link.error, context.cancellation);
  const { host, cancellation, clock } = context;
  return execute(
    {
      link: link.value,
      // Connecting may have taken the host's lease.
      job: { ...job, guard: host.guard() },
      nonce: host.nonce(),
      timeoutMs: shell.timeoutMs,
      cancellation,
      listener,
    },
    clock,
  );
}

function runTracked(
  { job, shell, listener }: ShellRun,
  record: AttemptRecord,
  { host, clock, cancellation }: AttemptContext,
): Promise<AttemptEnd> {
  const { timeoutMs } = shell;
  const command = { host: host.name ?? '', job, timeoutMs };
  return track({ command, record, host, clock, cancellation, listener });
}
