import type { Phase, Release } from './model.ts';

/** Those of all its plans, in file order. */
export function allPhases({ infrastructure, deployment, verification }: Release): readonly Phase[] {
  return [...infrastructure, ...deployment, ...verification];
}
