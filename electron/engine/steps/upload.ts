/** `upload`: a file, verified by SHA-256 at both ends and moved into place only when whole. */

import type { Shell } from '#core/plan/model.ts';
import { quoteForShell } from '#core/plan/quote.ts';
import { ask } from '../remote/ask.ts';
import { execute } from '../remote/execute.ts';
import type { OpenJob } from '../remote/job.ts';
import { hashOfFile, type ShellJob } from '../remote/wrapper.ts';
import { resultOfEnding } from './ending.ts';
import { type AttemptContext, type AttemptResult, bad, fill, jobOf, OK, type StepRunner } from './step.ts';

export const runUpload: StepRunner<'upload'> = async (task, context) => {
  const to = fill(task.to, context);
  if (/[\n\0]/.test(to)) return bad('unreachable', 'The path on the host holds a line break');
  const local = await context.files.stat(task.from);
  if (!local.ok) return bad('unreachable', local.error.message);
  if (task.sha256 !== null && local.value.sha256 !== task.sha256)
    return bad('unreachable', wrongHash(task.from, local.value.sha256, task.sha256));
  const link = await context.connect();
  if (!link.ok) return bad('unreachable', link.error.message);
  let words = '';
  const text = receiveText({
    to: targetPath(to, task.from),
    nonce: context.nonce,
    sha256: local.value.sha256,
    bytes: local.value.bytes,
    mode: task.mode,
    owner: task.owner,
  });
  const ending = await execute(
    {
      link: link.value,
      job: { ...jobOf(text, task.shell, context), takesInput: true },
      nonce: context.freshNonce(),
      timeoutMs: task.shell.timeoutMs,
      cancellation: context.cancellation,
      listener: {
        onStarted: context.onStarted,
        onOutput(stream, bytes) {
          if (stream === 'stderr') words = (words + new TextDecoder().decode(bytes)).slice(-1000);
          return context.onOutput(stream, bytes);
        },
      },
      feed: (job) => sendFile(job, task.from, context),
    },
    context.clock,
  );
  if (ending.kind === 'unknown' && !context.cancellation.isWished)
    return lookForFile({ to: targetPath(to, task.from), sha256: local.value.sha256 }, task.shell, context);
  if (ending.kind !== 'exit') return resultOfEnding(ending, task.shell.timeoutMs);
  return ending.code === 0
    ? { ...OK, exit: 0 }
    : {
        ...bad(
          'failed',
          `${sayRefusal(ending.code, context.mask(words))}; what was there before is untouched`,
        ),
        exit: ending.code,
      };
};

/** The host says on its last line why the file is not in place. */
function sayRefusal(code: number, words: string): string {
  const last = words.trim().split('\n').at(-1)?.trim() ?? '';
  return `The file was not put in place (${last === '' ? `exit ${code}` : last})`;
}

/** Whether an upload that nobody saw end has put its file in place. */
export const recoverUpload: StepRunner<'upload'> = async (task, context) => {
  const to = fill(task.to, context);
  const local = await context.files.stat(task.from);
  if (!local.ok) return bad('unknown', `${local.error.message}; so nobody can tell whether it arrived`);
  const sha256 = task.sha256 ?? local.value.sha256;
  return lookForFile({ to: targetPath(to, task.from), sha256 }, task.shell, context);
};

interface Wanted {
  readonly to: string;
  readonly sha256: string;
}

/** The file is in place with the right hash, or it is not and nothing receives it any more. Anything else is unknown. */
async function lookForFile(
  { to, sha256 }: Wanted,
  shell: Shell,
  context: AttemptContext,
): Promise<AttemptResult> {
  const part = quoteForShell(`${to}.part-${context.nonce}`);
  // Whoever receives it removes its part when the link is gone; it gets a while to see that.
  const text = `hp_n=0; while [ -e ${part} ] && [ "$hp_n" -lt 50 ]; do hp_n=$((hp_n + 1)); sleep 0.2 2>/dev/null || sleep 1; done
${hashOfFile(quoteForShell(to), 'hp_h')}
if [ "$hp_h" = ${sha256} ]; then echo there; elif [ -e ${part} ]; then echo part; else echo absent; fi`;
  const said = await askAgain(jobOf(text, shell, context), context);
  if (said === 'there') return { ...OK, exit: 0, adopted: true };
  if (said === 'absent')
    return bad('failed', 'The link was lost before the file was whole; what was there before is untouched');
  if (said === 'part')
    return bad(
      'unknown',
      `A part of the file is left at ${to}.part-${context.nonce}; nobody saw the outcome`,
    );
  return bad('unknown', `The link was lost during the upload and the host could not be asked (${said})`);
}

/** Asks until the host answers or patience ends. Gives the answer's one word, or why there is none. */
async function askAgain(job: ShellJob, context: AttemptContext): Promise<string> {
  const { clock, patienceMs, cancellation } = context;
  const until = clock.monotonicMs() + patienceMs;
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    const link = await context.connect();
    const asked = link.ok
      ? await ask(link.value, { job, nonce: context.freshNonce(), clock, withinMs: patienceMs })
      : null;
    const word = asked?.stdout.trim() ?? '';
    if (word !== '') return word;
    const why = link.ok ? 'the link was lost again' : link.error.message;
    if (cancellation.isWished || clock.monotonicMs() + pause > until) return why;
    await new Promise<void>((resolve) => void clock.after(pause, resolve));
  }
}

export function wrongHash(file: string, found: string, stated: string): string {
  return `${file} is not the file the release speaks of: its SHA-256 is ${found}, the release says ${stated}`;
}

function targetPath(to: string, from: string): string {
  return to.endsWith('/') ? to + (from.split('/').at(-1) ?? from) : to;
}

async function sendFile(job: OpenJob, path: string, context: AttemptContext): Promise<void> {
  let over = false;
  const ended = job.ended.then(() => {
    over = true;
  });
  for await (const chunk of context.files.read(path)) {
    await Promise.race([job.write(chunk), ended]);
    if (over) return;
  }
  job.endInput();
}

interface Receipt {
  readonly to: string;
  readonly nonce: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mode: string | null;
  readonly owner: string | null;
}

/** One line of shell: what arrives goes to a file beside the target, which takes its place once the hash is right. */
function receiveText({ to, nonce, sha256, bytes, mode, owner }: Receipt): string {
  return [
    `hp_t=${quoteForShell(to)}`,
    `hp_p="$hp_t.part-${nonce}"`,
    'if [ -d "$hp_t" ]; then echo "$hp_t is a directory; end the path with / to put the file into it" >&2; exit 1; fi',
    'hp_k=$(df -Pk -- "$(dirname -- "$hp_t")" 2>/dev/null | { read -r hp_x; read -r hp_x hp_x hp_x hp_k hp_x && echo "$hp_k"; })',
    `if [ -n "$hp_k" ] && [ "$hp_k" -lt ${Math.ceil(bytes / 1024)} ]; then echo "no space: it needs ${Math.ceil(bytes / 1024)} KiB and $hp_k KiB are free at $hp_t" >&2; exit 1; fi`,
    `trap 'rm -f -- "$hp_p"' EXIT`,
    // With the link gone nobody hears the words that follow; they must not end the shell before it has cleaned up.
    `trap '' PIPE`,
    `trap 'exit 129' HUP`,
    `trap 'exit 143' TERM`,
    'umask 077',
    'cat >"$hp_p" || exit 1',
    hashOfFile('"$hp_p"', 'hp_h'),
    'if [ -z "$hp_h" ]; then echo "the host has no sha256sum, shasum or openssl to verify the file" >&2; exit 1; fi',
    `if [ "$hp_h" != ${sha256} ]; then echo "the file did not arrive whole: $hp_h" >&2; exit 1; fi`,
    `chmod ${quoteForShell(mode ?? '0644')} "$hp_p" || exit 1`,
    ...(owner === null ? [] : [`chown ${quoteForShell(owner)} "$hp_p" || exit 1`]),
    'mv -f -- "$hp_p" "$hp_t" || exit 1',
    'echo "verified SHA-256 $hp_h"',
  ]
    .join('; ')
    .replaceAll('; ; ', '; ');
}
