/** Who acts in the app: every command that carries a person's name passes here first. */

import { CommandFailure } from '#contract/errors.ts';
import { isUnlisted, type KnownPerson, signatureOf } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { describeUnlisted } from '#core/words/run/describe-refusal.ts';
import type { WorkerContext } from '../worker-context.ts';

/** The name with which somebody signs; nobody acts whom the release does not list, where it lists people. */
export function signedAs(people: readonly KnownPerson[], by: string): string {
  if (isUnlisted(people, by)) throw new CommandFailure('refused', describeUnlisted(people, by));
  return signatureOf(people, by);
}

/** The same, in a run. */
export function signedIn(
  { library, runs }: Pick<WorkerContext, 'library' | 'runs'>,
  run: RunId,
  by: string,
): string {
  const header = runs.liveHandle(run)?.state().header ?? library.runHeader(run);
  return signedAs(header?.people ?? [], by);
}
