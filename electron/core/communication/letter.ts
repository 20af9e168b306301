/** A message as it goes out of a run: what the run knows is filled in, and nothing is left in braces. */
import { fillProse } from '../plan/text.ts';
import { valuesFor } from '../run/run-values.ts';
import type { RunState } from '../run/state.ts';
import type { FrozenMessage } from './message.ts';

export interface Letter {
  readonly subject: string;
  readonly body: string;
  /** Names of values that are not known yet, each once: `run.finished`. With one of them left it does not go out. */
  readonly missing: readonly string[];
}

/** What a person says for a value that the run does not know. */
export type SaidValues = Readonly<Record<string, string>>;

const LEFT_OPEN = /\{\{ ([A-Za-z][\w.@-]*) \}\}/g;

export function letterOf(message: FrozenMessage, state: RunState, said: SaidValues = {}): Letter {
  const fill = (text: string): string =>
    fillProse(text, valuesFor(state, null)).replace(
      LEFT_OPEN,
      (written: string, name: string) => (Object.hasOwn(said, name) && said[name]?.trim()) || written,
    );
  const [subject, body] = [fill(message.subject), fill(message.body)];
  const left = [...`${subject}\n${body}`.matchAll(LEFT_OPEN)].map(([, name = '']) => name);
  return { subject, body, missing: [...new Set(left)] };
}
