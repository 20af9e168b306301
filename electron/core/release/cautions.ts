/** What speaks against running a release now and does not forbid it: said before a run begins. */
import type { Release } from './model.ts';
import { isProduction } from './production.ts';

export type Caution =
  | { readonly kind: 'window-over'; readonly closes: string }
  | { readonly kind: 'window-ahead'; readonly opens: string }
  /** `isSaid`: the release says that it is not met; otherwise it says nothing of it. */
  | { readonly kind: 'control'; readonly title: string; readonly isSaid: boolean }
  | { readonly kind: 'production'; readonly environment: string };

const PASSED: ReadonlySet<string> = new Set(['met', 'waived', 'not-applicable']);

/** `now`: ms since 1970. */
export function cautionsOf(release: Release, environment: string, now: number): readonly Caution[] {
  return [...ofWindow(release, now), ...ofControls(release), ...ofEnvironment(release, environment)];
}

function ofWindow({ info: { window } }: Release, now: number): readonly Caution[] {
  if (!window) return [];
  const { opens, closes } = window;
  if (now >= Date.parse(closes)) return [{ kind: 'window-over', closes }];
  return now < Date.parse(opens) ? [{ kind: 'window-ahead', opens }] : [];
}

function ofControls({ controls }: Release): readonly Caution[] {
  return controls
    .filter(({ state }) => !PASSED.has(state ?? ''))
    .map(({ title, state }) => ({ kind: 'control', title, isSaid: Boolean(state) }));
}

function ofEnvironment({ environments }: Release, name: string): readonly Caution[] {
  const environment = environments.find((each) => each.name === name);
  return isProduction(environment?.kind) ? [{ kind: 'production', environment: name }] : [];
}
