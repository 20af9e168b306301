/** What is known of a unit after a lost link or a crash: printed beside each step, so that nobody expects more. */
import type { PlannedStep, PlannedUnit } from './model.ts';
import { TASK_KINDS } from './task-kinds.ts';

export type Guarantee = 'tracked' | 'attached' | 'reboot' | 'verified' | 'person' | 'workstation';

/** One sentence for each, without its full stop. */
export const GUARANTEE_WORDS: Readonly<Record<Guarantee, string>> = {
  tracked: 'started at most once; its outcome is learnt again after a crash or a lost link',
  attached: 'started at most once; its outcome is unknown if the link is lost',
  reboot: 'started at most once; the link is expected to go, and it is done when the host has booted anew',
  verified:
    'moved into place only when its SHA-256 is the same at both ends; nothing half-written is left there',
  person: 'done when a person says so; a crash or a lost link changes nothing',
  workstation: 'done by this workstation, changes nothing on a host, and is done anew after a crash',
};

/** By what the unit does; a command on a host by the mode of its step. */
export function guaranteeOf(step: Pick<PlannedStep, 'mode'>, { task, host }: PlannedUnit): Guarantee {
  const { guarantee } = TASK_KINDS[task.kind];
  if (guarantee === 'mode') return step.mode;
  if (guarantee === 'place') return host === null ? 'workstation' : 'attached';
  return guarantee;
}

/** `tracked: started at most once; …` for all units of a step, which do the same; null for a step without units. */
export function describeGuarantee(step: PlannedStep): string | null {
  const [unit] = step.units;
  if (unit === undefined) return null;
  const guarantee = guaranteeOf(step, unit);
  const settled = unit.doneIf ? '; its own check settles an unknown outcome' : '';
  return `${guarantee}: ${GUARANTEE_WORDS[guarantee]}${settled}`;
}
