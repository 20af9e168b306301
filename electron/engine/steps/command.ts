/** Steps that are a command on a host: `run`, `check`, `script`. */
import type { Shell } from '#core/plan/model.ts';
import { renderDuration } from '#core/release/duration.ts';
import { type Ending, execute } from '../remote/execute.ts';
import { scriptText } from '../remote/wrapper.ts';
import { createWatcher, judge } from './expectation.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, type StepRunner } from './step.ts';

export const runCommand: StepRunner<'run' | 'check'> = (task, context) =>
  runShell(fill(task.command, context), task.shell, context);

export const runScript: StepRunner<'script'> = (task, context) => {
  const script = fill(task.text, context);
  return runShell(scriptText(task.interpreter, script, context.sha256(script)), task.shell, context);
};

export async function runShell(text: string, shell: Shell, context: AttemptContext): Promise<AttemptResult> {
  const job = jobOf(text, shell, context);
  const link = await context.connect();
  if (!link.ok) return bad('unreachable', link.error.message);
  const watcher = createWatcher(shell);
  const ending = await execute(
    {
      link: link.value,
      job,
      nonce: context.nonce,
      timeoutMs: shell.timeoutMs,
      cancellation: context.cancellation,
      listener: {
        onStarted: context.onStarted,
        onOutput(stream, bytes) {
          watcher.see(stream, bytes);
          return context.onOutput(stream, bytes);
        },
      },
    },
    context.clock,
  );
  return ending.kind === 'exit'
    ? judge(ending.code, { shell, watcher, mask: context.mask })
    : resultOfEnding(ending, shell.timeoutMs);
}

/** What an ending without an exit code means. */
export function resultOfEnding(ending: Exclude<Ending, { kind: 'exit' }>, timeoutMs: number): AttemptResult {
  switch (ending.kind) {
    case 'signal':
      return { ...bad('failed', `Ended by signal ${ending.signal}`), signal: ending.signal };
    case 'not-started':
      return bad('unreachable', ending.reason);
    case 'unknown':
      return bad('unknown', `${ending.reason}; nobody saw the outcome`);
    case 'ended-by-us':
      return ending.why === 'stop'
        ? bad('stopped', 'Stopped by a person; its processes are gone')
        : bad(
            'failed',
            `Time limit of ${renderDuration(timeoutMs)} reached; its processes were ended and are gone`,
          );
  }
}
