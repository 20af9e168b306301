/** `download`: a file from a host, verified by the hash that the host computed, moved into place only when whole. */
import { quoteForShell } from '#core/plan/quote.ts';
import type { FileTarget } from '../ports.ts';
import { ask } from '../remote/ask.ts';
import { execute } from '../remote/execute.ts';
import { hashOfFile } from '../remote/wrapper.ts';
import { resultOfEnding } from './ending.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, OK, type StepRunner } from './step.ts';

export const runDownload: StepRunner<'download'> = async (task, context) => {
  const from = quoteForShell(fill(task.from, context));
  const link = await context.connect();
  if (!link.ok) return bad('unreachable', link.error.message);
  const asked = await ask(link.value, {
    job: jobOf(`${hashOfFile(from, 'hp_h')}; echo "$hp_h"`, task.shell, context),
    nonce: context.freshNonce(),
    clock: context.clock,
    withinMs: task.shell.timeoutMs,
  });
  if (asked.end.kind !== 'exit') return resultOfEnding(asked.end, task.shell.timeoutMs);
  const sha256 = asked.stdout.trim();
  if (!/^[0-9a-f]{64}$/.test(sha256))
    return bad('failed', `The host could not read ${fill(task.from, context)} or has no tool to hash it`);
  const target = await context.files.write(placeOf(task.to, context));
  if (!target.ok) return bad('failed', target.error.message);
  const ending = await execute(
    {
      link: link.value,
      job: jobOf(`cat ${from}`, task.shell, context),
      nonce: context.freshNonce(),
      timeoutMs: task.shell.timeoutMs,
      cancellation: context.cancellation,
      listener: {
        onStarted: context.onStarted,
        onOutput: (stream, bytes) =>
          stream === 'stdout' ? target.value.write(bytes) : context.onOutput(stream, bytes),
      },
    },
    context.clock,
  );
  if (ending.kind !== 'exit' || ending.code !== 0) {
    await target.value.abandon();
    if (ending.kind === 'exit') return { ...bad('failed', `Exit code ${ending.code}`), exit: ending.code };
    // Nothing was changed on the host, and the part that arrived is gone: that much is known.
    return ending.kind === 'unknown'
      ? bad('failed', `${ending.reason}; the file did not arrive whole, and nothing was kept of it`)
      : resultOfEnding(ending, task.shell.timeoutMs);
  }
  return place(target.value, sha256, context);
};

async function place(target: FileTarget, sha256: string, context: AttemptContext): Promise<AttemptResult> {
  const placed = await target.commit(sha256);
  if (!placed.ok) return bad('failed', placed.error.message);
  await context.onOutput('stdout', new TextEncoder().encode(`verified SHA-256 ${sha256}\n`));
  return { ...OK, exit: 0 };
}

/** Hosts would overwrite each other's file, so each has a name of its own unless the author gave one. */
function placeOf(to: string, { unit, step }: AttemptContext): string {
  if (to.endsWith('/')) return `${to}${unit.host ?? 'workstation'}`;
  return step.units.length > 1 && !to.includes(unit.host ?? '') ? `${to}.${unit.host ?? ''}` : to;
}
