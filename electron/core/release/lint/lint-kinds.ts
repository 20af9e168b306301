/** Environments that people call production in other words: to Holdpoint only `kind: production` is one. */

import { isProduction } from '../production.ts';
import type { Lint } from './placed-step.ts';

const CALLED_SO = /^(production|prod|prd|live)$/i;

export function lintKinds({ release, problems }: Lint): void {
  for (const { name, kind } of release.environments)
    if (!isProduction(kind) && CALLED_SO.test(kind.trim()))
      problems.warn(
        { path: ['environments', name], atKey: true },
        'not-production',
        `the kind of "${name}" is "${kind}", which is not production: no rule holds a live run back there, and nothing is asked to confirm it; write kind: production, or another kind`,
      );
}
