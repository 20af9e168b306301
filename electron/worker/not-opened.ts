import type { Library } from '#adapters/sqlite/library.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunId } from '#core/run/events.ts';
import { whyNotOpened } from '#operations/start-run.ts';

/** Why nothing of a run can be shown: there is none, or what is left of it cannot be read. */
export function notOpened(library: Library, run: RunId): CommandFailure {
  const { code, message } = whyNotOpened(library, run);
  return new CommandFailure(code === 'unverified' ? code : 'not-found', message);
}
