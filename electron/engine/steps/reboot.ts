/** `mode: reboot`: the command takes the host down; it is done when the host has booted again and its own check agrees. */

import type { Shell } from '#core/plan/model.ts';
import type { Reason } from '#core/run/reasons.ts';
import { unlessWished } from '../cancellation.ts';
import { type HostAccess, isLasting, reach } from '../reach.ts';
import { ask } from '../remote/ask.ts';
import { type AttemptEnd, notReached } from '../remote/ends.ts';
import { shellText } from '../remote/shell-text.ts';
import type { ShellJob } from '../remote/wrapper.ts';
import { writeScript } from '../shell/write-script.ts';
import { resultOf } from './attempt-result.ts';
import { judge, type Watcher } from './expectation.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, OK } from './step.ts';

/** Pauses between looks at a host that is going down or coming up. */
const PAUSE_MS = 1_000;

/** How a command ended, as far as anybody saw, and what it printed. */
export interface Ran {
  readonly end: AttemptEnd;
  readonly watcher: Watcher;
}

export interface RebootBy {
  readonly shell: Shell;
  run(text: string, shell: Shell, context: AttemptContext): Promise<Ran>;
}

export async function runReboot(
  text: string,
  { shell, run }: RebootBy,
  context: AttemptContext,
): Promise<AttemptResult> {
  const { clock, texts } = context;
  const isFound = context.record?.found != null;
  const deadline = clock.monotonicMs() + shell.timeoutMs;
  const there = isFound ? null : await reach(context);
  if (there?.ok === false) return resultOf(notReached(there.error, context.cancellation), 0);
  const before = isFound ? null : await unlessWished(context.cancellation, () => bootOf(context));
  if (context.cancellation.isWished && !isFound)
    return bad('stopped', { kind: 'stopped-early', while: 'unsent' });
  if (before === null && !isFound) return bad('unreachable', { kind: 'boot-untold', host: nameOf(context) });
  const host = { ...context.host, patienceMs: shell.timeoutMs };
  const { end, watcher } = await run(text, shell, { ...context, host });
  if (end.kind === 'exit') {
    const judged = judge(end.code, { shell, watcher, clock, mask: texts.mask });
    if (judged.outcome !== 'ok') return judged;
  } else if (end.kind !== 'unknown') return resultOf(end, shell.timeoutMs);
  if (end.boot === 'booted') return afterBoot(shell, context, deadline);
  // Found again after a crash, its record says which boot it began in; nothing else may stand in for that.
  if (before === null && end.boot !== 'same') return resultOf(lostSight(end), shell.timeoutMs);
  const began = before ?? (await unlessWished(context.cancellation, () => bootOf(context)));
  const barrier = watchBarrier(context);
  const booted = await untilTrue(barrier.context, deadline, async () => {
    const boot = await bootOf(barrier.context);
    if (barrier.met() !== null) return true;
    return boot !== null && began !== null && boot !== began;
  });
  const why = barrier.met();
  if (why !== null) return bad('unknown', { kind: 'boot-unseen', host: nameOf(context), because: why });
  if (booted === 'stopped' && end.kind === 'unknown')
    return bad('unknown', { kind: 'boot-unseen', host: nameOf(context), because: end.reason });
  if (booted !== 'yes') return notBack(booted, shell, context);
  return afterBoot(shell, context, deadline);
}

/** What no waiting mends, such as another host key after the boot. */
function watchBarrier(context: AttemptContext) {
  let met: Reason | null = null;
  const connect: HostAccess['connect'] = async () => {
    const link = await context.host.connect();
    if (!link.ok && isLasting(link.error)) met = link.error.reason;
    return link;
  };
  return { context: { ...context, host: { ...context.host, connect } }, met: () => met };
}

function lostSight(end: AttemptEnd): { readonly kind: 'unknown'; readonly reason: Reason } {
  return { kind: 'unknown', reason: 'reason' in end ? end.reason : { kind: 'boot-since-untold' } };
}

/** After the new boot the step's own check decides, where it has one; services may need a while. */
async function afterBoot(shell: Shell, context: AttemptContext, deadline: number): Promise<AttemptResult> {
  const { doneIf } = context.unit;
  if (!doneIf) return OK;
  const job = jobOf(shellText(fill(doneIf, context), shell, context.texts.sha256), shell, context);
  const done = await untilTrue(context, deadline, async () => (await exitOf(job, context)) === 0);
  if (done === 'yes') return OK;
  const withinMs = done === 'late' ? shell.timeoutMs : null;
  return bad('failed', { kind: 'check-after-boot', host: nameOf(context), withinMs });
}

function notBack(why: 'late' | 'stopped', shell: Shell, context: AttemptContext): AttemptResult {
  const withinMs = why === 'late' ? shell.timeoutMs : null;
  return bad('unknown', { kind: 'not-back', host: nameOf(context), withinMs });
}

function nameOf({ host }: AttemptContext): string {
  return host.name ?? '';
}

async function untilTrue(
  { clock, cancellation }: AttemptContext,
  deadline: number,
  look: () => Promise<boolean>,
): Promise<'yes' | 'late' | 'stopped'> {
  for (;;) {
    const seen = await unlessWished(cancellation, look);
    if (seen === null) return 'stopped';
    if (seen) return 'yes';
    if (clock.monotonicMs() + PAUSE_MS > deadline) return 'late';
    await new Promise<void>((resolve) => {
      const cancel = clock.after(PAUSE_MS, resolve);
      cancellation.onWish(() => {
        cancel();
        resolve();
      });
    });
  }
}

/** Null while the host cannot be asked, or does not tell. */
async function bootOf(context: AttemptContext): Promise<string | null> {
  const link = await context.host.connect();
  if (!link.ok) return null;
  const job = { text: writeScript('boot', {}), env: {}, cwd: null, sudo: null };
  const { stdout } = await ask(link.value, { job, nonce: context.host.nonce(), clock: context.clock });
  return stdout.trim() || null;
}

async function exitOf(job: ShellJob, context: AttemptContext): Promise<number | null> {
  const link = await context.host.connect();
  if (!link.ok) return null;
  const { end } = await ask(link.value, { job, nonce: context.host.nonce(), clock: context.clock });
  return end.kind === 'exit' ? end.code : null;
}
