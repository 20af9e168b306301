/** What is known of a step after a lost connection or a crash, in words: beside each step on the screen, in the terminal and on paper. */
import { type Guarantee, guaranteeOf } from '../../plan/guarantee.ts';
import type { PlannedStep } from '../../plan/model.ts';

const GUARANTEES: Readonly<Record<Guarantee, string>> = {
  tracked: 'started at most once; its outcome is found again after a crash or a lost connection',
  attached: 'started at most once; its outcome is unknown if the connection is lost',
  reboot:
    'started at most once; the connection is expected to be lost, and the step is done when the host has booted again',
  verified:
    'moved into place only when its SHA-256 is the same at both ends; nothing half-written is left there',
  person: 'done when a person says so; a crash or a lost connection changes nothing',
  workstation: 'done by this workstation, changes nothing on a host, and is done again after a crash',
};

/** A clause without its full stop. */
export function describeGuarantee(guarantee: Guarantee): string {
  return GUARANTEES[guarantee];
}

/** `tracked: started at most once; …` for all units of a step, which do the same; null for a step without units. */
export function describeGuaranteeOf(step: PlannedStep): string | null {
  const [unit] = step.units;
  if (unit === undefined) return null;
  const guarantee = guaranteeOf(step, unit);
  const settled = unit.doneIf ? '; its own check settles an unknown outcome' : '';
  return `${guarantee}: ${describeGuarantee(guarantee)}${settled}`;
}
