/** Ends a process group on a host over a second channel, and looks whether it is gone. */
import type { Clock, Failure, Link, Result } from '../ports.ts';
import { ask } from './ask.ts';
import type { Sudo } from './wrapper.ts';

/** TERM, up to 5 s of grace, KILL, up to 2 s to go. Zombies count as gone: init reaps them when it likes. */
export function endGroupText(group: number): string {
  return `hp_alive() {
  if [ -r /proc/self/stat ]; then sed -n 's/^.*) [^ZX] [0-9]* ${group} .*$/alive/p' /proc/[0-9]*/stat 2>/dev/null | grep alive >/dev/null
  elif ps -A -o pgid= -o stat= >/dev/null 2>&1; then ps -A -o pgid= -o stat= | awk '$1 == ${group} && $2 !~ /^Z/ { found = 1 } END { exit !found }'
  else kill -0 -${group} 2>/dev/null; fi
}
hp_wait() { hp_n=$1; while hp_alive && [ "$hp_n" -gt 0 ]; do hp_n=$((hp_n - 1)); sleep 0.1 2>/dev/null || sleep 1; done; }
kill -TERM -${group} 2>/dev/null; hp_wait 50
if hp_alive; then kill -KILL -${group} 2>/dev/null; hp_wait 20; fi
if hp_alive; then echo alive; else echo gone; fi`;
}

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
    job: { text: endGroupText(group), env: {}, cwd: null, sudo },
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
