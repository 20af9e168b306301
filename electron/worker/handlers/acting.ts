import { CommandFailure } from '#contract/errors.ts';
import { type KnownPerson, refuseUnlisted } from '#core/release/people.ts';

/** Nobody acts whom the release does not list, where it lists people. */
export function mustBeListed(people: readonly KnownPerson[] | undefined, by: string): void {
  const refusal = refuseUnlisted(people ?? [], by);
  if (refusal !== null) throw new CommandFailure('refused', refusal);
}
