/** Steps that wait: for a time, or until a condition on a host holds. */

import type { Reason } from '#core/run/reasons.ts';
import { shellText } from '../remote/shell-text.ts';
import { runShell } from './command.ts';
import { type AttemptContext, bad, type ContextListener, fill, OK, type StepRunner } from './step.ts';

const STOPPED = { kind: 'stopped-early', while: 'waiting' } as const;

export const runWait: StepRunner<'wait'> = async (task, context) => {
  const { until } = task;
  const ms = until.kind === 'for' ? until.ms : Date.parse(until.at) - context.clock.now().getTime();
  context.listener.onStarted(null);
  return (await sleep(context, ms)) ? OK : bad('stopped', STOPPED);
};

export const runPoll: StepRunner<'poll'> = async (task, context) => {
  const command = shellText(fill(task.command, context), task.shell, context.texts.sha256);
  let isStarted = false;
  const onStarted: ContextListener['onStarted'] = (started) => {
    if (!isStarted) context.listener.onStarted(started);
    isStarted = true;
  };
  const observed = { ...context, listener: { ...context.listener, onStarted } };
  const now = () => context.clock.monotonicMs();
  const deadline = now() + task.shell.timeoutMs;
  const steadyMs = task.steadyMs ?? 0;
  let heldSince: number | null = null;
  for (;;) {
    const left = Math.max(1, deadline - now());
    const result = await runShell(command, { ...task.shell, timeoutMs: left }, observed);
    // It only reads, so a lost link is no more than an answer that did not come.
    if (result.outcome === 'stopped') return result;
    heldSince = result.outcome === 'ok' ? (heldSince ?? now()) : null;
    const heldMs = heldSince === null ? null : Math.floor(now() - heldSince);
    if (heldMs !== null && heldMs >= steadyMs) return result;
    const pauseMs = heldMs === null ? task.everyMs : Math.min(task.everyMs, steadyMs - heldMs);
    if (now() + pauseMs >= deadline) {
      const withinMs = task.shell.timeoutMs;
      const reason: Reason =
        heldMs === null
          ? { kind: 'not-reached', withinMs, last: result.reason }
          : { kind: 'not-steady', withinMs, steadyMs, heldMs };
      return { ...result, outcome: 'failed', reason };
    }
    if (!(await sleep(context, pauseMs))) return bad('stopped', STOPPED);
  }
};

/** False when a person stopped it. */
function sleep(context: AttemptContext, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (context.cancellation.isWished) return resolve(false);
    const cancel = context.clock.after(Math.max(0, ms), () => resolve(true));
    context.cancellation.onWish(() => {
      cancel();
      resolve(false);
    });
  });
}
