/** When a message of a release is due, as its `send` says. What is written in other words is for people: nothing prompts for it. */
import type { PlanName } from '../release/model.ts';

type PlanRun = Exclude<PlanName, 'infrastructure'>;

export type Moment =
  | { readonly kind: 'start'; readonly plan: PlanRun }
  | { readonly kind: 'end'; readonly plan: PlanRun; readonly of: 'success' | 'failure' | 'any' }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'words' };

/** The words of `send` that Holdpoint knows, besides `at STEP`. */
export const NAMED_MOMENTS = {
  'before-deployment': { kind: 'start', plan: 'deployment' },
  'after-deployment': { kind: 'end', plan: 'deployment', of: 'success' },
  'deployment-failed': { kind: 'end', plan: 'deployment', of: 'failure' },
  'before-verification': { kind: 'start', plan: 'verification' },
  'after-verification': { kind: 'end', plan: 'verification', of: 'any' },
  'before-backout': { kind: 'start', plan: 'backout' },
  'after-backout': { kind: 'end', plan: 'backout', of: 'any' },
} as const satisfies Readonly<Record<string, Moment>>;

export const MOMENT_NAMES = Object.keys(NAMED_MOMENTS) as readonly (keyof typeof NAMED_MOMENTS)[];

export function momentOf(send: string | null): Moment {
  const written = send?.trim() ?? '';
  if (Object.hasOwn(NAMED_MOMENTS, written)) return NAMED_MOMENTS[written as keyof typeof NAMED_MOMENTS];
  const [, step] = /^at ([a-z][a-z0-9-]*)$/.exec(written) ?? [];
  return step === undefined ? { kind: 'words' } : { kind: 'step', step };
}
