/** All attempts of a run: when one is begun, which are under way, how one is ended. */
import { decide } from '#core/run/decide.ts';
import type { UnitRef } from '#core/run/events.ts';
import { unitKey } from '#core/run/state.ts';
import { type AttemptSetup, carryOutAttempt } from './attempt.ts';
import { createCancellation } from './cancellation.ts';
import { createDelays } from './delays.ts';
import { createMask } from './mask.ts';

export type Attempts = ReturnType<typeof createAttempts>;

export function createAttempts(setup: AttemptSetup) {
  const { ports } = setup;
  const underWay = new Map<string, { readonly end: () => void; readonly over: Promise<void> }>();
  const delays = createDelays(ports.clock);
  let secrets: ReadonlyMap<string, string> = new Map();
  let mask = createMask([]);
  const nonce = (): string =>
    `hp${ports.ids
      .attemptId()
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toLowerCase()}`;

  /** What was wanted before a delay may not be wanted after it. */
  function isStillWanted(ref: UnitRef, attempt: number): boolean {
    return decide(setup.state()).some(
      (effect) =>
        effect.do === 'attempt' && effect.attempt === attempt && unitKey(effect.unit) === unitKey(ref),
    );
  }

  return {
    nonce,
    maskText: (text: string) => mask.maskText(text),
    /** Nothing more is begun; delays end at once. */
    close: () => delays.endAll(),
    learnSecrets(found: ReadonlyMap<string, string>) {
      secrets = found;
      mask = createMask([...found.values()]);
    },
    /** Waits out the delay, puts down the intent, carries it out, puts down the outcome. */
    async attempt(ref: UnitRef, attempt: number, delayMs: number): Promise<void> {
      if (delayMs > 0) await delays.wait(delayMs);
      if (!isStillWanted(ref, attempt)) return;
      const cancellation = createCancellation();
      const key = `${unitKey(ref)} ${attempt}`;
      const order = { ref, attempt, id: nonce(), secrets, mask, cancellation };
      const over = carryOutAttempt(setup, order).finally(() => underWay.delete(key));
      underWay.set(key, { end: cancellation.wish, over });
      await over;
    },
    /** Asks the attempt to end; it puts down itself whether it is gone. */
    async kill(ref: UnitRef, attempt: number): Promise<void> {
      const target = underWay.get(`${unitKey(ref)} ${attempt}`);
      target?.end();
      await target?.over;
    },
  };
}
