/** Notices that a step has printed nothing for a while, and puts that down once per silence. Nothing is done about it. */
import type { Plan } from '#core/plan/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';
import type { Journal } from './journal.ts';
import type { Clock } from './ports.ts';

export interface QuietWatch {
  /** Something was printed. */
  heard(): void;
  end(): void;
}

export interface QuietSetup {
  readonly plan: Plan;
  readonly ports: { readonly clock: Clock };
  readonly journal: Journal;
  readonly conditions: { readonly quietMs: number };
}

export function createQuietWatch(
  { plan, ports, journal, conditions }: QuietSetup,
  { ref, attempt, lastLine }: { readonly ref: UnitRef; readonly attempt: number; lastLine(): string },
): QuietWatch {
  const { clock } = ports;
  const quietMs = Math.max(conditions.quietMs, stepOf(plan, ref.step).takesMs ?? 0);
  let since = clock.monotonicMs();
  let told = false;
  let cancel = clock.after(quietMs, look);

  function look(): void {
    const left = since + quietMs - clock.monotonicMs();
    if (left > 0) {
      cancel = clock.after(left, look);
      return;
    }
    told = true;
    const data = { ...ref, attempt, quietMs: clock.monotonicMs() - since, lastLine: lastLine() };
    void journal
      .add({ type: 'attemptQuiet', data: { ...data, quietMs: Math.round(data.quietMs) } })
      .catch(() => undefined);
  }

  return {
    heard() {
      since = clock.monotonicMs();
      if (!told) return;
      told = false;
      cancel = clock.after(quietMs, look);
    },
    end: () => cancel(),
  };
}
