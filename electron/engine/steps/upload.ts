/** `upload`: a file, verified by SHA-256 at both ends and moved into place only when whole. */
import { quoteForShell } from '#core/plan/quote.ts';
import { execute } from '../remote/execute.ts';
import type { OpenJob } from '../remote/job.ts';
import { hashOfFile } from '../remote/wrapper.ts';
import { resultOfEnding } from './command.ts';
import { type AttemptContext, bad, fill, jobOf, OK, type StepRunner } from './step.ts';

export const runUpload: StepRunner<'upload'> = async (task, context) => {
  const to = fill(task.to, context);
  if (/[\n\0]/.test(to)) return bad('unreachable', 'The path on the host holds a line break');
  const local = await context.files.stat(task.from);
  if (!local.ok) return bad('unreachable', local.error.message);
  if (task.sha256 !== null && local.value.sha256 !== task.sha256)
    return bad('unreachable', wrongHash(task.from, local.value.sha256, task.sha256));
  const link = await context.connect();
  if (!link.ok) return bad('unreachable', link.error.message);
  const text = receiveText({
    to: targetPath(to, task.from),
    nonce: context.nonce,
    sha256: local.value.sha256,
    mode: task.mode,
    owner: task.owner,
  });
  const ending = await execute(
    {
      link: link.value,
      job: { ...jobOf(text, task.shell, context), takesInput: true },
      nonce: context.nonce,
      timeoutMs: task.shell.timeoutMs,
      cancellation: context.cancellation,
      listener: { onStarted: context.onStarted, onOutput: context.onOutput },
      feed: (job) => sendFile(job, task.from, context),
    },
    context.clock,
  );
  if (ending.kind !== 'exit') return resultOfEnding(ending, task.shell.timeoutMs);
  return ending.code === 0
    ? { ...OK, exit: 0 }
    : {
        ...bad(
          'failed',
          `The file was not put in place (exit ${ending.code}); what was there before is untouched`,
        ),
        exit: ending.code,
      };
};

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
  readonly mode: string | null;
  readonly owner: string | null;
}

/** One line of shell: what arrives goes to a file beside the target, which takes its place once the hash is right. */
function receiveText({ to, nonce, sha256, mode, owner }: Receipt): string {
  return [
    `hp_t=${quoteForShell(to)}`,
    `hp_p="$hp_t.part-${nonce}"`,
    'if [ -d "$hp_t" ]; then echo "$hp_t is a directory; end the path with / to put the file into it" >&2; exit 1; fi',
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
