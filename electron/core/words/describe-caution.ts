/** The sentence for what speaks against a run: the same on the screen and in the terminal. */
import type { Caution } from '../release/cautions.ts';
import { formatZonedTime } from './format-time.ts';

export function describeCaution(caution: Caution): string {
  switch (caution.kind) {
    case 'window-over':
      return `The window of this release closed ${formatZonedTime(caution.closes)}`;
    case 'window-ahead':
      return `The window of this release does not open before ${formatZonedTime(caution.opens)}`;
    case 'control':
      return caution.isSaid
        ? `Control not met: ${caution.title}`
        : `The release does not say that this control is met: ${caution.title}`;
    case 'production':
      return `The environment ${caution.environment} is production`;
  }
}
