import type { Library } from '#adapters/sqlite/library.ts';
import { CommandFailure } from '#contract/errors.ts';
import { type KnownPerson, refuseUnlisted, signatureOf } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';

/** Nobody acts whom the release does not list, where it lists people. */
export function mustBeListed(people: readonly KnownPerson[] | undefined, by: string): void {
  const refusal = refuseUnlisted(people ?? [], by);
  if (refusal !== null) throw new CommandFailure('refused', refusal);
}

/** The name with which somebody who may act in a run signs. */
export function signedIn({ library }: { readonly library: Library }, run: RunId, by: string): string {
  const people = library.runHeader(run)?.people ?? [];
  mustBeListed(people, by);
  return signatureOf(people, by);
}
