/** All attempts of a run: when one is begun, which are running, how one is ended, found again, or looked at once more. */
import { decide } from '#core/run/decide.ts';
import type { UnitRef } from '#core/run/events.ts';
import { lastAttempt, type Recheck, unitKey, unitOf } from '#core/run/state.ts';
import { type AttemptOrder, type AttemptSetup, carryOutAttempt, recoverAttempt } from './attempt.ts';
import { createCancellation } from './cancellation.ts';
import { createDelays } from './delays.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { createMask } from './mask.ts';
import { recheck } from './recheck.ts';

export type Attempts = ReturnType<typeof createAttempts>;

/** `known`: none for a run that begins, but what is only hidden. */
export function createAttempts(setup: AttemptSetup, nonce: () => string, known: KnownSecrets) {
  const { ports } = setup;
  const { hidden, lost } = known;
  const former = [...known.former, ...hidden.values()];
  const running = new Map<string, { readonly end: () => void; readonly over: Promise<void> }>();
  const delays = createDelays(ports.clock);
  const before = createMask(known.before);
  let secrets = known.values;
  let mask = createMask([...secrets.values(), ...former]);

  function learnSecrets(found: ReadonlyMap<string, string>): void {
    secrets = found;
    mask = createMask([...found.values(), ...former]);
  }

  /** What is masked only since this program carries the run out; also where a part of it is covered as before. */
  function learnedSince(): readonly string[] {
    const since = [...secrets.values(), ...former].filter((value) => !known.before.includes(value));
    return [...since, ...since.map(before.maskText)];
  }

  /** What was wanted before a delay may not be wanted after it. */
  function isStillWanted(ref: UnitRef, attempt: number): boolean {
    return decide(setup.state()).some(
      (effect) =>
        effect.kind === 'attempt' && effect.attempt === attempt && unitKey(effect.unit) === unitKey(ref),
    );
  }

  type Work = (order: Omit<AttemptOrder, 'secrets' | 'mask'>) => Promise<void>;

  async function keep(
    ref: UnitRef,
    attempt: number,
    { id, work }: { id: string; work: Work },
  ): Promise<void> {
    const cancellation = createCancellation();
    const key = `${unitKey(ref)} ${attempt}`;
    const over = work({ ref, attempt, id, nonce, cancellation }).finally(() => running.delete(key));
    running.set(key, { end: cancellation.wish, over });
    await over;
  }

  return {
    maskFacts: <T>(facts: T): T => mask.maskFacts(facts),
    /** Nothing more is begun; delays end at once. */
    close: () => delays.endAll(),
    learnSecrets,
    /** Of all that is masked by name. */
    named: (): ReadonlyMap<string, string> => new Map([...hidden, ...secrets]),
    uncovered: known.uncovered,
    secrets: () => secrets,
    /** Waits out the delay, records the intent, carries it out, records the outcome. */
    async attempt(ref: UnitRef, attempt: number, delayMs: number): Promise<void> {
      if (delayMs > 0) await delays.wait(delayMs);
      if (!isStillWanted(ref, attempt)) return;
      await keep(ref, attempt, {
        id: nonce(),
        work: (order) => carryOutAttempt(setup, { ...order, secrets, mask }),
      });
    },
    /** Finds out what became of an attempt that another program left running. */
    async recover(ref: UnitRef, attempt: number): Promise<void> {
      const unit = unitOf(setup.state(), ref);
      const left = unit ? lastAttempt(unit) : null;
      if (left?.number !== attempt || left.finished) return;
      await keep(ref, attempt, {
        id: left.id,
        work: (order) => {
          const masks = { before, since: createMask(learnedSince()) };
          return recoverAttempt(setup, { ...order, secrets, mask, masks, lostSecrets: lost }, left);
        },
      });
    },
    /** Looks once more what an attempt of unknown outcome came to. */
    async recheck(order: Recheck): Promise<void> {
      await recheck(setup, order, { secrets, mask, nonce });
    },
    /** Asks the attempt to end; it records itself whether it is gone. */
    async kill(ref: UnitRef, attempt: number): Promise<void> {
      const target = running.get(`${unitKey(ref)} ${attempt}`);
      target?.end();
      await target?.over;
    },
  };
}
