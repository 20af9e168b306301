/** `download`: a file from a host, verified by the hash that the host computed, moved into place only when whole. */
import { downloadPlace } from '#core/plan/download-places.ts';
import type { Shell } from '#core/plan/model.ts';
import { quoteForShell } from '#core/plan/quote.ts';
import { createCancellation } from '../cancellation.ts';
import type { FileTarget, Link } from '../ports.ts';
import { reach } from '../reach.ts';
import { type AttemptEnd, notReached } from '../remote/ends.ts';
import { execute } from '../remote/execute.ts';
import type { JobListener } from '../remote/job.ts';
import { writeScript } from '../shell/write-script.ts';
import { resultOf } from './attempt-result.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, OK, type StepRunner } from './step.ts';

export const runDownload: StepRunner<'download'> = async (task, context) => {
  const path = fill(task.from, context);
  const link = await reach(context);
  if (!link.ok) return resultOf(notReached(link.error, context.cancellation), 0);
  const there = await lookThere(link.value, { path, shell: task.shell }, context);
  if ('outcome' in there) return there;
  const target = await context.workstation.files.write(
    downloadPlace(task.to, context.unit.host),
    there.bytes,
  );
  if (!target.ok) return bad('failed', target.error.reason);
  const { end, isTooMuch } = await fetch(
    { path, shell: task.shell, bytes: there.bytes, link: link.value, target: target.value },
    context,
  );
  if (end.kind === 'exit' && end.code === 0 && !isTooMuch) return place(target.value, there.sha256, context);
  await target.value.abandon();
  if (isTooMuch && end.kind !== 'unknown')
    return bad('failed', { kind: 'file-grows', path, bytes: there.bytes });
  if (end.kind === 'exit')
    return { ...bad('failed', { kind: 'exit', code: end.code, expected: [0] }), exit: end.code };
  // Nothing was changed on the host, and the part that arrived is gone: that much is known.
  return end.kind === 'unknown'
    ? bad('failed', { kind: 'download-cut', because: end.reason })
    : resultOf(end, task.shell.timeoutMs);
};

interface There {
  readonly bytes: number;
  readonly sha256: string;
}

interface Fetching {
  readonly path: string;
  readonly shell: Shell;
  readonly bytes: number;
  readonly link: Link;
  readonly target: FileTarget;
}

/** Never takes more than the host said that there is: then it is ended. */
async function fetch(
  { path, shell, bytes: expected, link, target }: Fetching,
  context: AttemptContext,
): Promise<{ readonly end: AttemptEnd; readonly isTooMuch: boolean }> {
  const cancellation = createCancellation();
  context.cancellation.onWish(cancellation.wish);
  let arrived = 0;
  const listener: JobListener = {
    onStarted: context.listener.onStarted,
    onOutput(stream, bytes) {
      if (stream === 'stderr') return context.listener.onOutput(stream, bytes);
      arrived += bytes.length;
      if (arrived <= expected) return target.write(bytes);
      cancellation.wish();
    },
  };
  const order = { text: `cat -- ${quoteForShell(path)}`, shell, listener };
  const end = await carryOut(link, order, { ...context, cancellation });
  return { end, isTooMuch: arrived > expected };
}

/** Size and hash as the host says them, or why there is none. What has no end, such as a device or a pipe, is not read. */
async function lookThere(
  link: Link,
  { path, shell }: { readonly path: string; readonly shell: Shell },
  context: AttemptContext,
): Promise<There | AttemptResult> {
  let said = '';
  const text = writeScript('measure', { p: path });
  const listener: JobListener = {
    onStarted: () => undefined,
    onOutput: (_stream, bytes) => {
      // What keeps a long hash from being read on for nobody is line breaks.
      said = (said + new TextDecoder().decode(bytes)).trimStart().slice(0, MOST_SAID_CHARACTERS);
    },
  };
  const end = await carryOut(link, { text, shell, listener }, context);
  if (end.kind === 'unknown') return bad('failed', { kind: 'nothing-downloaded', because: end.reason });
  if (end.kind !== 'exit') return resultOf(end, shell.timeoutMs);
  const word = said.trim();
  if (word === 'special') return bad('failed', { kind: 'no-file', path });
  const [, sha256, bytes] = /^([0-9a-f]{64}) (\d+)$/.exec(word) ?? [];
  return sha256 !== undefined
    ? { sha256, bytes: Number(bytes) }
    : bad('failed', { kind: 'unreadable-file', path });
}

const MOST_SAID_CHARACTERS = 1000;

function carryOut(
  link: Link,
  { text, shell, listener }: { readonly text: string; readonly shell: Shell; readonly listener: JobListener },
  context: AttemptContext,
): Promise<AttemptEnd> {
  const { cancellation, clock } = context;
  const job = jobOf(text, shell, context);
  const { timeoutMs } = shell;
  return execute({ link, job, nonce: context.host.nonce(), timeoutMs, cancellation, listener }, clock);
}

async function place(target: FileTarget, sha256: string, context: AttemptContext): Promise<AttemptResult> {
  const placed = await target.commit(sha256);
  if (!placed.ok) return bad('failed', placed.error.reason);
  await context.listener.onOutput('stdout', new TextEncoder().encode(`verified SHA-256 ${sha256}\n`));
  return { ...OK, exit: 0 };
}
