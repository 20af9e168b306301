/** Ends a process group on a host over a second channel, and looks whether it is gone. */
import type { EndedFor, Reason } from '#core/run/reasons.ts';
import type { Clock, Link, Result } from '../ports.ts';
import { writeScript } from '../shell/write-script.ts';
import { ask } from './ask.ts';
import { unanswered } from './ends.ts';
import type { SudoLogin } from './wrapper.ts';

export interface GroupToEnd {
  readonly group: number;
  readonly sudo: SudoLogin | null;
  readonly nonce: string;
  readonly clock: Clock;
  readonly why: EndedFor;
}

/** How long a host may take to end something, with a login where it allows no second session. A person waits less than a time limit. */
export const END_WITHIN_MS: Readonly<Record<EndedFor, number>> = { stop: 35_000, timeout: 60_000 };

/** ok: nothing of the group was alive when looked at last. Else that it is alive, or why nobody could look. */
export async function endGroup(
  link: Link,
  { group, sudo, nonce, clock, why }: GroupToEnd,
): Promise<Result<null, Reason>> {
  const { end, stdout } = await ask(link, {
    job: { text: writeScript('end-group', { group }), env: {}, cwd: null, sudo },
    nonce,
    clock,
    withinMs: END_WITHIN_MS[why],
    when: 'at-once',
  });
  if (stdout.trim() === 'gone') return { ok: true, value: null };
  if (stdout.trim() === 'alive') return { ok: false, error: { kind: 'survived-kill' } };
  return { ok: false, error: unanswered(end) };
}
