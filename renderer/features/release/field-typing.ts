/** Typing into a form's field, gathered so that not every key is a change of the whole text. */

import type { Path } from '#core/release/problems.ts';
import { createDelay } from '#ui/delay.ts';

export interface FieldTyping {
  type(path: Path, value: unknown): void;
  /** Puts what was typed into the text now. */
  put(): void;
  /** As `put`; what is typed next is undone by itself. */
  leave(): void;
}

export interface FieldTypingOptions {
  /** After this long without a key, what was typed goes into the text. */
  readonly pauseMs: number;
  /** So long after the first key it does in any case. */
  readonly mostMs: number;
  /** Typing in one field without a longer pause is undone as one. */
  readonly joinMs: number;
  /** `joins`: undone together with the change before it. */
  readonly change: (path: Path, value: unknown, joins: boolean) => void;
}

export function createFieldTyping({ pauseMs, mostMs, joinMs, change }: FieldTypingOptions): FieldTyping {
  let typed: { readonly path: Path; readonly value: unknown } | null = null;
  let stretch: string | null = null;
  let joins = false;
  let lastAt = 0;
  const pause = createDelay(() => put(), mostMs);
  const put = (): void => {
    pause.stop();
    if (typed === null) return;
    const { path, value } = typed;
    typed = null;
    change(path, value, joins);
    joins = true;
  };
  const leave = (): void => {
    put();
    [stretch, joins] = [null, false];
  };
  return {
    put,
    leave,
    type(path, value) {
      const place = JSON.stringify(path);
      const now = Date.now();
      if (place !== stretch || now - lastAt >= joinMs) leave();
      [stretch, lastAt, typed] = [place, now, { path, value }];
      pause.start(pauseMs);
    },
  };
}
