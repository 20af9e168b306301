/** `upload`: a file, verified by SHA-256 at both ends and moved into place only when whole. */

import type { Shell } from '#core/plan/model.ts';
import type { Reason } from '#core/run/reasons.ts';
import { createPatience, STOP_PATIENCE_MS } from '../patience.ts';
import { UnreadableFile } from '../ports.ts';
import { isLasting as isLastingFailure, reach, sleepUnlessWished } from '../reach.ts';
import { ask } from '../remote/ask.ts';
import { notReached, unanswered } from '../remote/ends.ts';
import { execute } from '../remote/execute.ts';
import type { OpenJob } from '../remote/job.ts';
import { guardWithin } from '../remote/wrapper.ts';
import { tryAgain } from '../try-again.ts';
import { resultOf } from './attempt-result.ts';
import { findUploadText, notPlaced, ownerLost, receiveText, type UploadTarget } from './receive-text.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, OK, type StepRunner } from './step.ts';

export const runUpload: StepRunner<'upload'> = async (task, context) => {
  const { cancellation, listener, host, texts } = context;
  const local = await context.workstation.files.stat(task.from, cancellation.onWish);
  if (cancellation.isWished) return resultOf({ kind: 'stopped' }, task.shell.timeoutMs);
  if (!local.ok) return bad('unreachable', local.error.reason);
  const { bytes, sha256 } = local.value;
  if (task.sha256 !== null && sha256 !== task.sha256)
    return bad('unreachable', { kind: 'wrong-file', file: task.from, found: sha256, stated: task.sha256 });
  const target = targetOf(task, context);
  if (target.to.includes('\0')) return bad('unreachable', { kind: 'path-with-nul' });
  const link = await reach(context);
  if (!link.ok) return resultOf(notReached(link.error, cancellation), 0);
  const { mode, owner } = task;
  const job = jobOf('', task.shell, context);
  const guard = guardWithin(job);
  const text = receiveText({ ...target, nonce: context.id, sha256, bytes, mode, owner, guard });
  const said = { stdout: '', stderr: '' };
  let unread: Reason | null = null;
  const end = await execute(
    {
      link: link.value,
      job: { ...job, text, takesInput: true },
      nonce: host.nonce(),
      timeoutMs: task.shell.timeoutMs,
      cancellation,
      listener: {
        onStarted: listener.onStarted,
        onOutput(stream, piece) {
          const words = said[stream] === '' ? withoutBreaks(piece) : piece;
          said[stream] = (said[stream] + new TextDecoder().decode(words)).slice(-1000);
          return words.length === 0 ? undefined : listener.onOutput(stream, words);
        },
      },
      feed: (job) =>
        sendFile(job, task.from, context).catch((error: unknown) => {
          unread = unreadable(task.from, error);
          job.endInput();
        }),
    },
    context.clock,
  );
  if (end.kind === 'unknown') return lookForFile({ ...target, sha256 }, task.shell, context);
  if (end.kind !== 'exit') return resultOf(end, task.shell.timeoutMs);
  if (end.code === 0) return { ...OK, exit: 0, reason: ownerLost(said.stdout) };
  if (unread !== null) return { ...bad('failed', unread), exit: end.code };
  return { ...bad('failed', notPlaced(end.code, said.stderr, texts.mask)), exit: end.code };
};

/** What stands before the host's first word keeps a long hash from being read on for nobody. */
function withoutBreaks(piece: Uint8Array): Uint8Array {
  const first = piece.findIndex((byte) => byte !== LINE_BREAK);
  return first === -1 ? piece.subarray(piece.length) : piece.subarray(first);
}

const LINE_BREAK = 10;

/** The host saw a file that was not whole; the cause is on this side. */
function unreadable(path: string, error: unknown): Reason {
  if (error instanceof UnreadableFile) return error.reason;
  const said = error instanceof Error ? error.message : String(error);
  return { kind: 'file-refused', code: 'file-cut', path, fault: { kind: 'broke', said } };
}

/** Whether an upload that nobody saw end has put its file in place. */
export const recoverUpload: StepRunner<'upload'> = async (task, context) => {
  const local = await context.workstation.files.stat(task.from, context.cancellation.onWish);
  if (!local.ok) return bad('unknown', { kind: 'arrival-unknown', because: local.error.reason });
  const sha256 = task.sha256 ?? local.value.sha256;
  return lookForFile({ ...targetOf(task, context), sha256 }, task.shell, context);
};

interface Wanted extends UploadTarget {
  readonly sha256: string;
}

/** The file is in place with the right hash, or it is not and nothing receives it any more. Anything else is unknown. */
async function lookForFile(wanted: Wanted, shell: Shell, context: AttemptContext): Promise<AttemptResult> {
  const text = findUploadText(wanted, { nonce: context.id, sha256: wanted.sha256 });
  const answer = await askAgain({ text, shell }, context);
  if (answer.kind !== 'host-said') return bad('unknown', { kind: 'upload-unseen', because: answer });
  const { said } = answer;
  if (said === 'there') return { ...OK, exit: 0, adopted: true };
  if (said === 'absent') return bad('failed', { kind: 'upload-cut' });
  if (said === 'part')
    return bad('unknown', { kind: 'upload-part', path: `${wanted.to}.part-${context.id}` });
  return bad('unknown', { kind: 'upload-unseen', because: answer });
}

/** Asks until the host answers or patience ends. Gives what it said, or why there is no answer. */
async function askAgain(
  { text, shell }: { readonly text: string; readonly shell: Shell },
  context: AttemptContext,
): Promise<Reason> {
  const { clock, host, cancellation } = context;
  const patience = createPatience(cancellation, clock);
  const once = async () =>
    (await patience.bear(() => askOnce({ text, shell }, context))) ??
    ({
      answer: { kind: 'no-answer-within', host: context.host.name ?? '', ms: STOP_PATIENCE_MS },
      isLasting: true,
    } as const);
  const asked = await tryAgain<UnseenUpload>(once, {
    clock,
    sinceMs: clock.monotonicMs(),
    patienceMs: () => host.patienceMs,
    isFinal: ({ isLasting }) => isLasting || cancellation.isWished,
    pause: (ms) => sleepUnlessWished(context, ms),
  });
  return asked.answer;
}

interface UnseenUpload {
  readonly answer: Reason;
  readonly isLasting: boolean;
}

async function askOnce(
  { text, shell }: { readonly text: string; readonly shell: Shell },
  context: AttemptContext,
): Promise<UnseenUpload> {
  const { clock, host } = context;
  const link = await host.connect();
  if (!link.ok) return { answer: link.error.reason, isLasting: isLastingFailure(link.error) };
  // Connecting has taken the host's lease, and without it the host begins nothing.
  const asked = await ask(link.value, {
    job: jobOf(text, shell, context),
    nonce: host.nonce(),
    clock,
    withinMs: host.patienceMs,
  });
  const said = asked?.stdout.trim() ?? '';
  if (said === '') return { answer: unanswered(asked?.end), isLasting: false };
  return { answer: { kind: 'host-said', said }, isLasting: true };
}

function targetOf(task: Parameters<typeof runUpload>[0], context: AttemptContext): UploadTarget {
  const to = fill(task.to, context);
  const name = task.from.split('/').at(-1) ?? task.from;
  return { to: to.endsWith('/') ? to + name : to, follow: task.follow ?? false };
}

async function sendFile(job: OpenJob, path: string, context: AttemptContext): Promise<void> {
  let over = false;
  const ended = job.ended.then(() => {
    over = true;
  });
  for await (const chunk of context.workstation.files.read(path)) {
    await Promise.race([job.write(chunk), ended]);
    if (over) return;
  }
  job.endInput();
}
