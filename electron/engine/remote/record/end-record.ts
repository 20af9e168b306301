/** Ends a tracked attempt over a channel of its own, and says what was seen of it afterwards. */
import type { EndedFor, Reason } from '#core/run/reasons.ts';
import type { Guard } from '../../lease/texts.ts';
import type { Clock, Link } from '../../ports.ts';
import { ask } from '../ask.ts';
import { unanswered } from '../ends.ts';
import type { SudoLogin } from '../wrapper.ts';
import { endText, type RecordPlace } from './texts.ts';

/** `ended`: it has an outcome of its own. `absent`: nothing was begun yet. */
export type Ended =
  | { readonly kind: 'ended' | 'gone' | 'absent' }
  | { readonly kind: 'alive'; readonly pid: number }
  | { readonly kind: 'not-seen'; readonly reason: Reason };

export interface EndOrder {
  readonly place: RecordPlace;
  readonly why: EndedFor;
  readonly sudo: SudoLogin | null;
  readonly guard: Guard;
  readonly nonce: string;
  readonly clock: Clock;
  /** How long the host may take over it. */
  readonly withinMs: number;
}

export async function endRecord(link: Link, order: EndOrder): Promise<Ended> {
  const { place, why, sudo, guard, nonce, clock, withinMs } = order;
  const text = endText(place, why);
  const { end, stdout } = await ask(link, {
    job: { text, env: {}, cwd: null, sudo, guard },
    nonce,
    clock,
    withinMs,
    when: 'at-once',
  });
  const [word, pid] = stdout.trim().split(' ');
  if (word === 'ended' || word === 'gone' || word === 'absent') return { kind: word };
  if (word === 'alive') return { kind: 'alive', pid: Number(pid) };
  return { kind: 'not-seen', reason: unanswered(end) };
}
