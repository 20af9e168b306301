/** Ends a process group on a host over a second channel, and looks whether it is gone. */
import type { Clock, Failure, Link, Result } from '../ports.ts';
import { writeScript } from '../shell/write-script.ts';
import { ask } from './ask.ts';
import type { Sudo } from './wrapper.ts';

export interface GroupToEnd {
  readonly group: number;
  readonly sudo: Sudo | null;
  readonly nonce: string;
  readonly clock: Clock;
}

/** ok: nothing of the group was alive when looked at last. */
export async function endGroup(
  link: Link,
  { group, sudo, nonce, clock }: GroupToEnd,
): Promise<Result<null, Failure>> {
  const { end, stdout } = await ask(link, {
    job: { text: writeScript('end-group', { group }), env: {}, cwd: null, sudo },
    nonce,
    clock,
    when: 'at-once',
  });
  if (stdout.trim() === 'gone') return { ok: true, value: null };
  if (stdout.trim() === 'alive')
    return { ok: false, error: { code: 'alive', message: 'the process group survived KILL' } };
  return {
    ok: false,
    error: { code: 'not-seen', message: 'reason' in end ? end.reason : 'the host gave no answer' },
  };
}
