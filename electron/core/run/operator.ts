/** Who carries a run out, or did last: whoever began it, or has taken it up since. */
import type { RunEvent, RunHeader } from './events.ts';
import type { RunState } from './state.ts';

export function operatorOf({ header, operators }: Pick<RunState, 'header' | 'operators'>): string {
  return operators.at(-1) ?? header.operator;
}

/** The same by the log alone. */
export function operatorIn({ operator }: RunHeader, events: readonly RunEvent[]): string {
  const taken = events.flatMap((event) => (event.type === 'runResumed' ? [event.data.by] : []));
  return taken.at(-1) ?? operator;
}
